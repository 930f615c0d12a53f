import { z } from 'zod'
import { type BatchTask, readShared, titleOf } from './read-shared.ts'

const Message = z.object({
  text: z.string(),
  role: z.enum(['prompter', 'assistant']),
  get replies() {
    return z.array(Message).default([])
  },
})
type Message = z.infer<typeof Message>
const Tree = z.object({ message_tree_id: z.string(), prompt: Message })

/** Open Assistant: 100 conversations to go on with, each the longest way through its tree. */
export function converseTasks(): BatchTask[] {
  const lines = readShared('prompts/oasst/en_100_tree.jsonl.gz').trimEnd().split('\n')
  return lines.map((line, index) => {
    const { message_tree_id, prompt } = Tree.parse(JSON.parse(line))
    return {
      kind: 'converse',
      title: titleOf('Converse', index, prompt.text),
      occupation: { code: '43-4051.00', title: 'Customer Service Representatives' },
      persona: { occupation: 'Somebody who asks a model for advice' },
      brief: 'Go on with the conversation as the person would, and write what the model should answer.',
      materials: [
        {
          kind: 'conversation',
          key: 'so-far',
          title: 'So far',
          turns: longest(prompt).map(({ role, text }) => ({ role: role === 'prompter' ? 'user' : 'assistant', text })),
        },
      ],
      fields: [{ kind: 'conversation', key: 'talk', label: 'How it goes on', from: 'so-far' }],
      external: { id: message_tree_id },
    }
  })
}

function longest(message: Message): Message[] {
  const ways = message.replies.map(longest)
  return [message, ...ways.reduce((best, way) => (way.length > best.length ? way : best), [])]
}
