/** One question at the terminal, answered by one word. */
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { ReadStream } from 'node:tty'
import type { Answer } from '../runbook/run/operator.ts'
import type { Terminal } from './terminal.ts'
import type { Keyboard } from './world.ts'

export interface WordChoice<Word extends string> {
  word: Word
  /** What may be typed; the first is shown. */
  keys: readonly string[]
  label: string
}

export interface WordQuestion<Word extends string> {
  question: string
  /** The last one is what counts when nobody answers any more: it must be harmless. */
  choices: readonly WordChoice<Word>[]
  keyboard: Keyboard
  terminal: Terminal
  /** Ends the question. */
  pause?: AbortSignal
}

/** Asks until the answer is one of the words. Words behind it become the note: `s not needed tonight`. */
export async function askWord<Word extends string>({
  question,
  choices,
  keyboard,
  terminal: { style, say },
  pause,
}: WordQuestion<Word>): Promise<Answer<Word>> {
  const offered = choices.map(({ keys, label }) => `${style.paint('bold', keys[0]!)} ${label}`).join('  ')
  if (await dropTypedAhead(keyboard)) return { answer: choices.at(-1)!.word }
  const lines = createInterface({ input: keyboard, terminal: false })
  try {
    for (;;) {
      say(`  ${question}\n  ${offered} > `)
      const line = await nextLine(lines, pause)
      if (line === undefined) return { answer: choices.at(-1)!.word }
      const [, word = '', note = ''] = /^\s*(\S*)\s*([\s\S]*?)\s*$/.exec(line) ?? []
      const chosen = choices.find(({ keys }) => keys.includes(word.toLowerCase()))
      if (chosen) return { answer: chosen.word, ...(note === '' ? {} : { note }) }
      if (word !== '') say(`  ${style.paint('yellow', `"${style.show(word)}" is none of them.`)}\n`)
    }
  } finally {
    lines.close()
  }
}

/** Drops what was typed before the question was there: it cannot be an answer to it. True when the input ended in it. */
export async function dropTypedAhead(keyboard: Keyboard): Promise<boolean> {
  if (!(keyboard instanceof ReadStream)) return false
  let ended = false
  const drop = () => undefined
  const end = () => {
    ended = true
  }
  keyboard.on('data', drop).once('end', end)
  keyboard.resume()
  await wait(50)
  keyboard.off('data', drop).off('end', end)
  keyboard.pause()
  return ended
}

/** Nothing at the end of the input, when the terminal is gone, and when somebody wants to stop. */
const nextLine = (
  lines: ReturnType<typeof createInterface>,
  pause: AbortSignal | undefined,
): Promise<string | undefined> =>
  new Promise((resolve) => {
    const end = () => resolve(undefined)
    if (pause?.aborted) end()
    pause?.addEventListener('abort', end, { once: true })
    lines.once('close', end)
    lines.once('error', end)
    lines.once('line', (line) => {
      pause?.removeEventListener('abort', end)
      resolve(line)
    })
  })
