/** Verbs with which a criterion, or its second half, begins; each also in its other form (`state`, `states`). */
const verbs = (
  'state mention include identify explain provide give name list calculate compute recommend cite describe use avoid ' +
  'contain show specify note warn advise discuss address define compare justify quote report point suggest propose ' +
  'refer make keep set write return add remove apply check confirm ensure say tell ask answer offer present outline ' +
  'clarify distinguish acknowledge highlight demonstrate correct reject accept follow respect require omit refuse ' +
  'assume account estimate convert derive link sort rank label format begin start end close open'
).split(' ')
const forms = verbs.flatMap((verb) => [verb, otherForm(verb)]).join('|')

// `… and states that …`, `… and then gives the …`; `dates and names of all` is one thing, so an object has to follow.
const joined = new RegExp(
  String.raw`\b(?:and|but|und|as well as)\s+(?:then\s+|finally\s+|also\s+|\w+ly\s+)?(?:${forms})\s+(?:\w+ly\s+)?` +
    String.raw`(?:that|the|an?|how|why|what|which|where|when|whether|to|its|their|his|her|all|each|every|any|no|not|at|\d)\b`,
  'i',
)
const joinedByState = /\b(?:and|but)\s+(?:then\s+|also\s+|\w+ly\s+)?(?:is|are|has|does|must|should|can|will|cannot)\s/i
// `… and the response …`, `… and it …`
const secondClause =
  /\b(?:and|but)\s+(?:it|they|he|she|(?:the|an?)\s+(?:response|answer|output|model|text|report|plan|file|author))\s+\p{L}/iu
const bothAnd = /\bboth\b.+\band\b/iu
const semicolon = /;\s*\p{L}/u

function otherForm(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`
}

/** Only so much of a text is looked at. */
const LONGEST = 2_000

/**
 * Whether an English criterion seems to say two things that could each be met without the other: two verbs, two
 * clauses, `both … and`. A guess by its form: `safety and health` is one thing, `states the dose and names the drug` two.
 */
export function saysTwoThings(text: string): boolean {
  if (!/[;]|\b(?:and|but|und)\b|as well as/i.test(text)) return false
  // What stands in brackets or quotation marks only says more exactly what is meant.
  const bare = text.slice(0, LONGEST).replaceAll(/\([^()]*\)|"[^"]*"|“[^“”]*”/g, ' ')
  return (
    joined.test(bare) ||
    joinedByState.test(bare) ||
    secondClause.test(bare) ||
    bothAnd.test(bare) ||
    semicolon.test(bare)
  )
}
