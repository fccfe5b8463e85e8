/** Takes the frames of `relay-program.ts` out of a stream and leaves the rest as it was. */
import { scanForMarker } from './marker-scanner.ts'

export interface Framed {
  /** What steps have written. */
  output: readonly Uint8Array[]
  /** Bytes of the control channel. */
  control: readonly Uint8Array[]
  /** The exit status of the shell, once it has ended. */
  gone?: number
}

export interface FrameReader {
  push(bytes: Uint8Array): Framed
  /** The stream has ended: output that might have become a frame. */
  end(): Uint8Array
}

/** @param token what the frames begin with, after the byte 0x1E */
export function readFrames(token: string): FrameReader {
  let scanner = scanForMarker(token)
  /** The beginning of a frame whose end has not come yet. */
  let open: Uint8Array[] | undefined
  /** The first half of an escape whose second half begins the next frame. */
  let half: Uint8Array = new Uint8Array(0)
  return {
    push(bytes) {
      const output: Uint8Array[] = []
      const control: Uint8Array[] = []
      let gone: number | undefined
      let rest: Uint8Array | undefined = bytes
      while (rest !== undefined && rest.length > 0) {
        if (open === undefined) {
          const found = scanner.push(rest)
          output.push(...found.before)
          rest = found.after
          if (rest === undefined) break
          scanner = scanForMarker(token)
          open = []
        }
        const end: number = rest.indexOf(0)
        open.push(end < 0 ? rest.slice() : rest.subarray(0, end))
        if (end < 0) break
        const frame = Buffer.concat(open)
        open = undefined
        rest = rest.subarray(end + 1)
        if (frame[0] === LETTER.gone) gone = Number(frame.subarray(1).toString('latin1'))
        else {
          const data = Buffer.concat([half, frame.subarray(1)])
          half = data.subarray(data.at(-1) === ESCAPE ? data.length - 1 : data.length)
          control.push(decode(data.subarray(0, data.length - half.length)), ...(frame[0] === LETTER.field ? [NUL] : []))
        }
      }
      return { output, control, ...(gone === undefined ? {} : { gone }) }
    },
    end: () => (open === undefined ? scanner.end() : new Uint8Array(0)),
  }
}

const LETTER = { field: 'f'.charCodeAt(0), gone: 'g'.charCodeAt(0) }
const NUL = Uint8Array.of(0)
const ESCAPE = 0x1d

function decode(data: Buffer): Uint8Array {
  if (!data.includes(ESCAPE)) return data
  return Buffer.from(
    data.toString('latin1').replace(/\x1d([\x01\x02])/g, (_, code) => (code === '\x01' ? '\x1d' : '\n')),
    'latin1',
  )
}
