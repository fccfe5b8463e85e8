/** One bash behind a transport: starts it, carries one exchange after the other, and notices when it is gone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type ControlRecord, collectFields, fieldCount, readControlRecord } from '../control-record.ts'
import { DRIVER } from '../driver-program.ts'
import { encodeRequest, type ShellRequest } from '../encode-request.ts'
import { readFrames } from '../frame-reader.ts'
import { RELAY } from '../relay-program.ts'
import type { OutputStream } from '../session.ts'
import type { Transport } from '../transport.ts'
import { OutputReader } from './output-reader.ts'
import { openOutputPipes } from './pipes/actions.ts'

/** How a shell came to its end. */
export interface ShellEnd {
  /** False when the way to it broke: what it did last is not known. */
  told: boolean
  /** The program that leads there could not be started. */
  notStarted?: true
  status?: number
  signal?: string
  reason: string
}

export type Answer = { record: ControlRecord } | { end: ShellEnd }

/** Receives the bytes of one stream; a promise, which must not reject, holds the stream back. */
export type Receiver = (stream: OutputStream, bytes: Uint8Array) => void | Promise<void>

export interface ShellOptions {
  transport: Transport
  /** The mark of everything this shell starts. */
  session: string
  /** Of the program that leads to the target; of a local shell also what its steps inherit. */
  environment: Readonly<Record<string, string>>
  /** Output that arrives while no step runs, from what earlier steps have left in the background. */
  late: Receiver
}

interface Wires {
  child: ChildProcess
  stdin: Writable
  stdout: Readable
  stderr: Readable
  /** Absent where records travel in frames inside of stdout. */
  control?: Readable
  outputNames: readonly string[]
}

interface Exchange {
  fields: number
  resolve(answer: Answer): void
}

/** Chance must not write it, and no step can know it; short, because bash reads it byte by byte. */
const TOKEN_BYTES = 8
/** How long output may stay away, once the shell is gone, before it counts as all read: others may hold the pipe open. */
const QUIET_MS = 50
/** How long ssh, docker or kubectl may take to leave after the shell at the other end has. */
const LEAVE_MS = 1000

/** Starts a shell. Whether it really answers is only known after the first exchange. */
export async function startShell(options: ShellOptions): Promise<Shell> {
  const { transport, session, environment } = options
  const local = transport.channels === 'descriptors'
  const pipes = local ? await openOutputPipes() : undefined
  const [file, ...args] = transport.argv
  const child = spawn(file!, args, {
    env: local ? { ...environment, OPSBOOK_SESSION_ID: session } : { ...environment },
    // A session and process group of its own: Ctrl-C at our terminal is for us to decide about.
    detached: true,
    stdio: ['pipe', pipes?.stdout.write ?? 'pipe', pipes?.stderr.write ?? 'pipe', local ? 'pipe' : 'ignore'],
  })
  pipes?.closeWriteEnds()
  const wires: Wires = {
    child,
    stdin: child.stdin as Writable,
    stdout: pipes?.stdout.read ?? (child.stdout as Readable),
    stderr: pipes?.stderr.read ?? (child.stderr as Readable),
    outputNames: pipes?.names ?? [],
    ...(local ? { control: child.stdio[3] as Readable } : {}),
  }
  return new Shell(wires, options)
}

export class Shell {
  readonly #wires: Wires
  readonly #transport: Transport
  readonly #fields = collectFields()
  readonly #outputs: Readonly<Record<OutputStream, OutputReader>>
  #exchange: Exchange | undefined
  /** What the frame at the end said, where there are frames. */
  #goneStatus: number | undefined
  #ended: ShellEnd | undefined
  #announce: (end: ShellEnd) => void = () => undefined
  /** Resolves when the shell has ended and what it wrote has been read. */
  readonly gone: Promise<ShellEnd> = new Promise((resolve) => {
    this.#announce = resolve
  })

  constructor(wires: Wires, { transport, session, late }: ShellOptions) {
    this.#wires = wires
    this.#transport = transport
    const reader = (stream: OutputStream) =>
      new OutputReader({ flow: wires[stream], late: (bytes) => late(stream, bytes), changed: () => this.#complete() })
    this.#outputs = { stdout: reader('stdout'), stderr: reader('stderr') }
    this.#listen(session)
  }

  /** What its outputs are called in `/proc/<pid>/fd`, where that is known. */
  get outputNames(): readonly string[] {
    return this.#wires.outputNames
  }

  /** How it ended, once it has. */
  get ended(): ShellEnd | undefined {
    return this.#ended
  }

  /** Carries out one request; they must not overlap. Never rejects because of the shell. */
  exchange(request: Omit<ShellRequest, 'token'>, receive: Receiver): Promise<Answer> {
    if (this.#ended) return Promise.resolve({ end: this.#ended })
    const token = randomBytes(TOKEN_BYTES).toString('hex')
    return new Promise((resolve) => {
      this.#exchange = { fields: fieldCount(request.snapshot), resolve }
      for (const stream of ['stdout', 'stderr'] as const) {
        this.#outputs[stream].begin(token, (bytes) => receive(stream, bytes))
      }
      this.#wires.stdin.write(encodeRequest({ ...request, token }))
    })
  }

  /** Lets it end by itself, with the traps the steps have set; ends it hard when that takes longer. */
  async close(graceMs: number): Promise<void> {
    this.#wires.stdin.end()
    const timer = setTimeout(() => this.#wires.child.kill('SIGKILL'), graceMs)
    await this.gone
    clearTimeout(timer)
    this.abandon()
  }

  /** Cuts the connection, and ends the process group of the program that leads there. */
  abandon(): void {
    const { child, stdin, stdout, stderr, control } = this.#wires
    if (!this.#ended && child.pid !== undefined) {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    for (const stream of [stdin, stdout, stderr, control]) stream?.destroy()
  }

  #listen(session: string): void {
    const { child, stdin, stdout, stderr, control } = this.#wires
    for (const stream of [stdin, stdout, stderr, control]) {
      // A broken pipe is the end of the shell, which `exit` reports.
      stream?.on('error', () => undefined)
    }
    stderr.on('data', (bytes: Buffer) => this.#outputs.stderr.push(bytes))
    child.on('error', (error) => this.#finish({ told: false, notStarted: true, reason: error.message }))
    child.on('exit', (status, signal) => void this.#left(status, signal))
    if (control) {
      stdout.on('data', (bytes: Buffer) => this.#outputs.stdout.push(bytes))
      control.on('data', (bytes: Buffer) => this.#record([bytes]))
      stdin.write(DRIVER)
    } else {
      const token = randomBytes(16).toString('hex')
      const frames = readFrames(token)
      stdout.on('data', (bytes: Buffer) => {
        const { output, control: records, gone } = frames.push(bytes)
        for (const piece of output) this.#outputs.stdout.push(piece)
        this.#record(records)
        if (gone === undefined) return
        this.#goneStatus = gone
        setTimeout(() => void this.#left(null, null), LEAVE_MS).unref()
      })
      stdout.on('end', () => this.#outputs.stdout.push(frames.end()))
      stdin.write(`${RELAY}${token}\n${session}\n${DRIVER}`)
    }
  }

  #record(pieces: readonly Uint8Array[]): void {
    for (const bytes of pieces) this.#fields.push(bytes)
    if (pieces.length > 0) this.#complete()
  }

  /** The step is over when both markers and the record have come, in whatever order. */
  #complete(): void {
    if (!this.#exchange || !this.#outputs.stdout.complete || !this.#outputs.stderr.complete) return
    const fields = this.#fields.take(this.#exchange.fields)
    if (fields) this.#settle({ record: readControlRecord(fields) })
  }

  #settle(answer: Answer): void {
    const exchange = this.#exchange
    this.#exchange = undefined
    exchange?.resolve(answer)
  }

  async #left(status: number | null, signal: string | null): Promise<void> {
    await this.#drained()
    this.#finish(shellEnd({ target: this.#transport, status, signal, goneStatus: this.#goneStatus }))
  }

  /** Waits until all that was written has been read, or nothing has come for a while. */
  async #drained(): Promise<void> {
    const { stdout, stderr } = this.#wires
    const readers = [this.#outputs.stdout, this.#outputs.stderr]
    const closed = Promise.all([stdout, stderr].map(ended))
    for (;;) {
      const arrivals = readers.map((reader) => reader.arrivals).join()
      const all = await Promise.race([closed, delay(QUIET_MS)])
      const quiet = arrivals === readers.map((reader) => reader.arrivals).join() && readers.every(({ idle }) => idle)
      if (all || quiet) break
    }
    for (const reader of readers) {
      reader.finish()
      await reader.settled()
    }
  }

  #finish(end: ShellEnd): void {
    if (this.#ended) return
    this.#ended = end
    this.#settle({ end })
    this.#announce(end)
  }
}

const ended = (stream: Readable): Promise<true> =>
  new Promise((resolve) => {
    if (stream.readableEnded || stream.destroyed) return resolve(true)
    stream.once('end', () => resolve(true))
    stream.once('close', () => resolve(true))
  })

interface Departure {
  target: Transport
  status: number | null
  signal: string | null
  goneStatus: number | undefined
}

/** The exit of ssh, docker or kubectl says nothing about the shell: only the frame it sent does. */
function shellEnd({ target, status, signal, goneStatus }: Departure): ShellEnd {
  if (target.channels === 'descriptors') {
    const how = signal === null ? `exit status ${status}` : signal
    return { told: true, reason: how, ...(signal === null ? { status: status ?? 0 } : { signal }) }
  }
  if (goneStatus !== undefined) return { told: true, status: goneStatus, reason: `exit status ${goneStatus}` }
  return { told: false, reason: `${target.argv[0]} ended with ${signal ?? `status ${status}`}` }
}
