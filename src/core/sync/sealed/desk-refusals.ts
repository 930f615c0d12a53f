import type { SealedRefusal } from '../../../shared/sealed/refusals.ts'

/** Why this desk does not read in a file that is sound in itself, in the expert's words. */
export const deskRefusals = {
  wrongHub: (hubName: string): SealedRefusal => ({
    code: 'wrong-hub',
    text: `This file is from the hub “${hubName}”, and this desk is not connected with it. Connect first, with the address and a code from its operator; then read the file in. Nothing was read in.`,
  }),
  outbox: (hubName: string): SealedRefusal => ({
    code: 'wrong-kind',
    text: `This file holds finished work on its way to ${hubName}. Give it to the operator; it is not for a desk.`,
  }),
  wrongSignature: (hubName: string): SealedRefusal => ({
    code: 'wrong-signature',
    text: `This file says that it is from ${hubName}, but it is not signed with the key that this desk knows. Somebody else made it, or changed it. Nothing was read in. Ask the operator.`,
  }),
  wrongExpert: (forName: string, ownName: string): SealedRefusal => ({
    code: 'wrong-expert',
    text: `This file is for ${forName}, and this desk is ${ownName}’s. Nothing was read in.`,
  }),
  wrongDevice: (): SealedRefusal => ({
    code: 'wrong-device',
    text: 'This file answers another desk of yours. Read it in there. Nothing was read in.',
  }),
  gap: (hubName: string): SealedRefusal => ({
    code: 'gap',
    text: `This file goes on from one that was not read in here. Read in the earlier file first, or ask ${hubName} for one with everything. Nothing was read in.`,
  }),
  'old-history': (hubName: string): SealedRefusal => ({
    code: 'old-history',
    text: `This file is from before ${hubName} was restored from a backup. Ask for a new one. Nothing was read in.`,
  }),
} as const
