import { renewEpoch } from '../../store/feed.ts'
import { type Command, done } from '../command.ts'
import { counted } from '../../../shared/rules/counted.ts'

export const restored: Command = {
  name: 'restored',
  words: [],
  summary: 'Say that the database was restored from a backup: every desk reads everything again',
  options: {},
  plan:
    () =>
    async ({ store: { context }, console }) => {
      const experts = await context.db.transaction((tx) => renewEpoch(tx, context))
      await console.write(`The desks of ${counted(experts, 'expert', 'experts')} will read everything again.\n`)
      return done
    },
}
