/** Sends what a run writes and prints to the server, in order, each thing once, however often the line is cut. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attempt } from '../../runbook/record/events.ts'
import { RUN_FILES } from '../../runbook/record/run-folder.ts'
import type { Piece } from '../../runbook/remote/log/log-lines.ts'
import type { OutputChunk } from '../../runbook/run/session/session.ts'
import type { ServerLink } from './server-link.ts'

export interface RunCopy {
  /** There is more in the journal. */
  readonly wake: () => void
  readonly output: (attempt: Attempt, chunk: OutputChunk) => void
  /** Resolves when the server has everything that was there when it was called. */
  readonly settled: () => Promise<void>
}

interface SentPiece extends Piece {
  /** Its bytes, where they are no text: a character may come in two pieces. */
  readonly base64?: string
}

/** More than this waits on the runner's disk only; a page cannot be read by anybody anyway. */
const MOST_HELD_BYTES = 16 * 1024 * 1024
const PIECES_A_TIME = 500
const LINES_A_TIME = 1_000

/** Begins copying the run in `folder`; what the server has already is found out by asking. */
export function copyRun(link: ServerLink, run: string, folder: string): RunCopy {
  let pieces: SentPiece[] = []
  let heldBytes = 0
  let leftOut = 0
  let sentPieces = 0
  let sentLines = 0
  let moving: Promise<void> | undefined
  let again = false

  const readLines = async (): Promise<string[]> => {
    const text = await readFile(join(folder, RUN_FILES.journal), 'utf8').catch(() => '')
    return text.split('\n').slice(0, -1)
  }
  const sendLines = async (lines: readonly string[]) => {
    while (sentLines < lines.length) {
      const part = lines.slice(sentLines, sentLines + LINES_A_TIME)
      const answer = await link.deliver<{ events?: number; expected?: number }>(`/runs/${run}/journal`, {
        from: sentLines + 1,
        lines: part,
      })
      if (!answer || (answer.status !== 200 && answer.status !== 409)) return
      sentLines = answer.status === 200 ? answer.body.events! : answer.body.expected! - 1
    }
  }
  const sendPieces = async () => {
    while (pieces.length > 0) {
      const part = pieces.slice(0, PIECES_A_TIME)
      const answer = await link.deliver<{ output: number }>(`/runs/${run}/output`, {
        from: sentPieces + 1,
        pieces: part,
      })
      if (answer?.status !== 200) return
      pieces = pieces.slice(part.length)
      heldBytes -= part.reduce((sum, { text }) => sum + text.length, 0)
      sentPieces += part.length
    }
  }
  const move = async () => {
    do {
      again = false
      // Lines never overtake the output they speak of: what was printed was told before its line was written.
      const lines = await readLines()
      await sendPieces()
      await sendLines(lines)
    } while (again)
  }
  const wake = () => {
    again = true
    moving ??= move().finally(() => {
      moving = undefined
      if (again) wake()
    })
  }
  return {
    wake,
    output: ({ step, command, target, attempt }, { stream, bytes, atMs }) => {
      const text = Buffer.from(bytes).toString('utf8')
      if (heldBytes > MOST_HELD_BYTES) {
        leftOut += bytes.length
        return
      }
      const base = { step, command, target, attempt, stream, atMs }
      if (leftOut > 0) pieces.push({ ...base, text: `\n[${leftOut} bytes are kept on the runner only]\n` })
      leftOut = 0
      const isText = Buffer.from(text, 'utf8').equals(bytes)
      pieces.push({ ...base, text, ...(isText ? {} : { base64: Buffer.from(bytes).toString('base64') }) })
      heldBytes += text.length
      wake()
    },
    settled: async () => {
      wake()
      while (moving) await moving
    },
  }
}
