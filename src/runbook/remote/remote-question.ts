/** A question of a run, put to people through the server: plain data, with the words that answer it. */
import { z } from 'zod'

const word = z.object({ word: z.string().max(100), label: z.string().max(300) })

export const remoteQuestionSchema = z.object({
  /** The same question asked again after a lost connection has the same key. */
  key: z.string().min(1).max(300),
  kind: z.enum(['plan', 'start', 'choose', 'carry-out', 'judge', 'settle', 'failure']),
  text: z.string().max(2_000),
  step: z.string().max(200).optional(),
  /** What a person needs to see to answer: commands, the page's expectation, why it failed. */
  details: z.array(z.string().max(10_000)).max(50),
  words: z.array(word).min(1).max(30),
})

export type RemoteQuestion = z.output<typeof remoteQuestionSchema>

/** True for a word the question knows. */
export const answers = (question: RemoteQuestion, answer: string): boolean =>
  question.words.some(({ word: each }) => each === answer)
