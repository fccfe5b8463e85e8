/** A secret from a file, from standard input, or typed without being shown. Never from a flag: those stand in lists of processes and in histories. */
import { readFileSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { ReadStream } from 'node:tty'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'

const LONGEST = 4_096

/** Reads a secret; `file` is what a flag names, `-` for standard input. One line end behind it is not part of it. */
export async function askSecret(
  { keyboard, terminal }: Pick<Call<object>, 'keyboard' | 'terminal'>,
  { file, question, flag }: { file: string | undefined; question: string; flag: string },
): Promise<string> {
  if (file !== undefined) return fromFile(file, flag)
  if (!(keyboard instanceof ReadStream))
    throw usageFailure('no-terminal', 'nothing can be asked here', `Give ${flag} a file, or - for standard input`)
  terminal.say(`${question}: `)
  const typed = await typedUnseen(keyboard)
  terminal.say('\n')
  if (typed === undefined) throw new Failure({ code: 'auth/cancelled', message: 'cancelled', exit: EXIT.interrupted })
  return typed
}

function fromFile(file: string, flag: string): string {
  try {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\r?\n$/, '')
    if (text === '') throw new Error('it is empty')
    return text
  } catch (error) {
    throw usageFailure('no-such-file', `what ${flag} names cannot be read: ${(error as Error).message}`)
  }
}

/** Undefined when it was ended by Ctrl-C or Ctrl-D. */
function typedUnseen(keyboard: ReadStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    const decoder = new StringDecoder('utf8')
    let text = ''
    const end = (result: string | undefined) => {
      keyboard.off('data', take)
      keyboard.off('end', gone)
      keyboard.setRawMode(false)
      keyboard.pause()
      resolve(result)
    }
    const gone = () => end(undefined)
    const take = (bytes: Buffer | string) => {
      for (const letter of typeof bytes === 'string' ? bytes : decoder.write(bytes)) {
        if (letter === '\r' || letter === '\n') return end(text)
        if (letter === '\u0003' || letter === '\u0004') return end(undefined)
        if (letter === '\u007f' || letter === '\b') text = [...text].slice(0, -1).join('')
        else if (letter >= ' ' && text.length < LONGEST) text += letter
      }
    }
    keyboard.setRawMode(true)
    keyboard.on('data', take)
    keyboard.once('end', gone)
    keyboard.resume()
  })
}
