import { z } from 'zod'

/** What the shell and the core's process say to each other beside the ports; each side checks the other. */

export const Introduction = z.object({ address: z.string().min(1).max(2000), code: z.string().min(1).max(200) })
export type Introduction = z.infer<typeof Introduction>

/** Where the core finds its things. */
export const CoreSettings = z.object({
  folder: z.string().min(1),
  sampleFolder: z.string().min(1),
  version: z.string().min(1),
  introduction: Introduction.optional(),
  /** Address of a hub to suggest at the first run. */
  suggestedHub: z.string().max(2000).optional(),
})
export type CoreSettings = z.infer<typeof CoreSettings>

export const ToCore = z.discriminatedUnion('type', [
  /** With two ports: what the shell offers is served on the first, the core serves its controls on the second. */
  z.object({ type: z.literal('open'), settings: CoreSettings }),
  /** With one port, on which the core serves a window. */
  z.object({ type: z.literal('window') }),
])
export type ToCore = z.infer<typeof ToCore>

/** Why the core cannot open its store; `text` is for the screen. */
export const Refusal = z.object({ code: z.string(), text: z.string() })
export type Refusal = z.infer<typeof Refusal>

export const FromCore = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('refused'), refusal: Refusal }),
])
export type FromCore = z.infer<typeof FromCore>
