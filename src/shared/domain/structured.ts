import { z } from 'zod'
import { fieldBase } from './field-base.ts'
import { Key, Line, OccupationCode } from './primitives.ts'

/**
 * Fields whose value is a small document of its own: a rubric, a comparison, a conversation. Its value is JSON, and in
 * the edit log it is a text (`rules/structure-text.ts`), so that it has a history, undo and small edits like any text.
 */

/** Names one part of a structured value (a criterion, a mark, a turn), unique in it: 1 to 64 of a-z, A-Z, 0-9, _ and -. */
export const PartId = z.string().regex(/^[\w-]{1,64}$/, 'an id is 1 to 64 of a-z, A-Z, 0-9, _ and -')
export type PartId = z.infer<typeof PartId>

/** A day of the calendar as YYYY-MM-DD (RFC 3339 full-date). */
export const CalendarDay = z.iso.date()

const paragraph = (max: number) => z.string().max(max)

/**
 * One criterion of a rubric. Criteria stand in the order in which they are read; `parent` names the one it belongs
 * under, which stands before it. Points count for the criteria that have none below them.
 */
export const Criterion = z.object({
  id: PartId,
  text: paragraph(8000),
  points: z.number().min(-1_000_000).max(1_000_000),
  /** Without it met, the whole work fails. */
  required: z.boolean().optional(),
  tags: z.array(Line(60)).max(20).optional(),
  /** Where it comes from: a standard, a rule of the trade, a passage. */
  source: paragraph(2000).optional(),
  parent: PartId.optional(),
  /** Share among those of the same parent, for rubrics that are trees with weights. */
  weight: z.number().min(0).max(1_000_000).optional(),
})
export type Criterion = z.infer<typeof Criterion>

/** What the operator wants checked of a rubric while it is written. Each may be left out. */
export const RubricLint = z.object({
  minCriteria: z.int().min(1).max(5000).optional(),
  maxCriteria: z.int().min(1).max(5000).optional(),
  /** One sentence each. */
  oneSentence: z.boolean().optional(),
  wholePoints: z.boolean().optional(),
  /** Least and most points of one criterion. */
  minPoints: z.number().optional(),
  maxPoints: z.number().optional(),
  /** No two that are the same or nearly the same. */
  noDuplicates: z.boolean().optional(),
  /** None that says two things at once. */
  oneThing: z.boolean().optional(),
  /** The gold answer, marked in the field `goldField` of kind `rubric-score`, does not reach full marks. */
  goldNotFull: z.boolean().optional(),
  goldField: Key.optional(),
  /** The text of the field `promptField` has no headings all in capitals. */
  noCapsHeadings: z.boolean().optional(),
  promptField: Key.optional(),
  /** Findings hold the work back; else they are advice. */
  blocks: z.boolean().optional(),
})
export type RubricLint = z.infer<typeof RubricLint>

/** The expert writes weighted criteria. */
export const RubricField = z.object({ ...fieldBase, kind: z.literal('rubric'), lint: RubricLint.optional() })
export const RubricValue = z.object({ kind: z.literal('rubric'), items: z.array(Criterion).max(5000) })

/** The expert marks a text by criteria: given ones, or those of the field `rubric` of the same task. */
export const RubricScoreField = z.object({
  ...fieldBase,
  kind: z.literal('rubric-score'),
  criteria: z.array(Criterion).max(5000).optional(),
  rubric: Key.optional(),
  /** The material or the field that is marked. */
  target: Key.optional(),
  /** Each mark needs a quotation from what is marked. */
  needsEvidence: z.boolean().default(false),
})
export const RubricMark = z.object({
  /** The criterion's id. */
  id: PartId,
  met: z.boolean(),
  /** Quoted from what is marked. */
  evidence: paragraph(20_000).optional(),
  note: paragraph(8000).optional(),
})
export const RubricScoreValue = z.object({ kind: z.literal('rubric-score'), marks: z.array(RubricMark).max(5000) })

export const Dimension = z.object({
  key: Key,
  label: Line(200),
  points: z.int().min(2).max(11).default(5),
  low: Line(120).optional(),
  high: Line(120).optional(),
})
/** Two to six responses side by side, in an order that is drawn and kept, without their names. */
export const ComparisonField = z.object({
  ...fieldBase,
  kind: z.literal('comparison'),
  /** Keys of the materials that are compared. */
  responses: z.array(Key).min(2).max(6),
  dimensions: z.array(Dimension).max(20).default([]),
  ties: z.boolean().default(true),
  /** Names are hidden and the order is drawn. */
  blind: z.boolean().default(true),
  /** 0: no justification is asked for. */
  minWords: z.int().min(0).max(5000).default(20),
})
export const ComparisonValue = z.object({
  kind: z.literal('comparison'),
  /** From which the order was drawn (`rules/shuffle.ts`); 0 where it was not. */
  seed: z.int().min(0).max(4_294_967_295),
  /** The responses as they stood from left to right: the first was called A. */
  order: z.array(Key).max(6),
  /** Best first; those in one group are tied. */
  ranking: z.array(z.array(Key).max(6)).max(6),
  justification: paragraph(200_000),
  scores: z.array(z.object({ response: Key, dimension: Key, score: z.int().min(1).max(11) })).max(120),
})

/** Puts things in an order. */
export const RankingField = z.object({
  ...fieldBase,
  kind: z.literal('ranking'),
  options: z
    .array(z.object({ value: Line(120), label: Line(300) }))
    .min(2)
    .max(100),
  ties: z.boolean().default(false),
})
export const RankingValue = z.object({
  kind: z.literal('ranking'),
  /** Values of the options, best first; those in one group are tied. */
  order: z.array(z.array(Line(120)).max(100)).max(100),
})

/** Marks passages of a material or of another field. */
export const SpansField = z.object({
  ...fieldBase,
  kind: z.literal('spans'),
  target: Key,
  faults: z
    .array(z.object({ value: Key, label: Line(120) }))
    .min(1)
    .max(30),
  minSpans: z.int().min(0).max(1000).default(0),
  needsCorrection: z.boolean().default(false),
  needsCitation: z.boolean().default(false),
})
export const Span = z.object({
  id: PartId,
  /** Turn of a conversation, counted from 0. */
  turn: z.int().min(0).optional(),
  /** Place in the text in UTF-16 code units, and what stands there. */
  from: z.int().min(0),
  to: z.int().min(0),
  quote: paragraph(200_000),
  fault: Key,
  correction: paragraph(200_000).optional(),
  citation: paragraph(8000).optional(),
})
export const SpansValue = z.object({ kind: z.literal('spans'), spans: z.array(Span).max(2000) })

/** The expert writes turns of user and assistant, with branches. */
export const ConversationField = z.object({
  ...fieldBase,
  kind: z.literal('conversation'),
  /** A conversation material that it goes on from. */
  from: Key.optional(),
  minTurns: z.int().min(0).max(2000).default(2),
  branches: z.boolean().default(true),
  /** Where a turn has several answers, one of them must be said to be better. */
  needsPreference: z.boolean().default(false),
})
export const ConversationTurn = z.object({
  id: PartId,
  /** The turn it answers, which stands before it; none for a first one. */
  parent: PartId.optional(),
  role: z.enum(['system', 'user', 'assistant']),
  text: paragraph(1_000_000),
  /** The better one among those that answer the same turn. */
  preferred: z.boolean().optional(),
})
export type ConversationTurn = z.infer<typeof ConversationTurn>
export const ConversationValue = z.object({
  kind: z.literal('conversation'),
  turns: z.array(ConversationTurn).max(5000),
})

/** Sources: standard, edition, place, and until when they hold. */
export const CitationsField = z.object({
  ...fieldBase,
  kind: z.literal('citations'),
  minCitations: z.int().min(0).max(500).default(1),
})
export const Citation = z.object({
  id: PartId,
  standard: paragraph(500),
  edition: paragraph(200).optional(),
  section: paragraph(500).optional(),
  page: paragraph(60).optional(),
  link: paragraph(2000).optional(),
  validUntil: CalendarDay.optional(),
  note: paragraph(4000).optional(),
})
export type Citation = z.infer<typeof Citation>
export const CitationsValue = z.object({ kind: z.literal('citations'), citations: z.array(Citation).max(500) })

/** Whom the work is written as or for. */
export const PersonaField = z.object({ ...fieldBase, kind: z.literal('persona') })
export const PersonaValue = z.object({
  kind: z.literal('persona'),
  occupation: z.object({ code: OccupationCode.optional(), title: Line(200) }).optional(),
  experience: paragraph(2000).optional(),
  place: paragraph(2000).optional(),
  situation: paragraph(8000).optional(),
})

export const structuredFields = [
  RubricField,
  RubricScoreField,
  ComparisonField,
  RankingField,
  SpansField,
  ConversationField,
  CitationsField,
  PersonaField,
] as const

export const StructuredValue = z.discriminatedUnion('kind', [
  RubricValue,
  RubricScoreValue,
  ComparisonValue,
  RankingValue,
  SpansValue,
  ConversationValue,
  CitationsValue,
  PersonaValue,
])
export type StructuredValue = z.infer<typeof StructuredValue>
export type StructuredKind = StructuredValue['kind']
/** The value of one kind. */
export type StructuredOf<Kind extends StructuredKind> = Extract<StructuredValue, { kind: Kind }>
