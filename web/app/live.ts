/**
 * One stream for everything that happens. What is shown is asked for again when something about it happened; the pill in the header says
 * whether that works: live, reconnecting, or stale since a time.
 */
import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

export type LiveState = { readonly kind: 'live' } | { readonly kind: 'reconnecting' | 'stale'; readonly since: number }

export interface LiveEvent {
  /** `incident.opened` */
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The server says something at least every 15 s. */
const SILENT_MS = 25_000
const STALE_MS = 30_000
const RETRY_MS = [250, 500, 1_000, 2_000, 5_000]

let state: LiveState = { kind: 'reconnecting', since: Date.now() }
const watchers = new Set<() => void>()
const listeners = new Set<(event: LiveEvent) => void>()

function become(next: LiveState): void {
  if (next.kind === state.kind && (next.kind === 'live' || state.kind !== 'live')) return
  state = next
  for (const watcher of watchers) watcher()
}

export const useLive = (): LiveState =>
  useSyncExternalStore(
    (changed) => {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
    () => state,
  )

/** Calls back at each event until the answer is called. */
export function onEvent(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What is asked for again: everything whose key begins with the noun of the event, or with a noun that shows it. */
const SHOWN_BY: Readonly<Record<string, readonly string[]>> = {
  alert: ['alert', 'incident', 'shift'],
  silence: ['silence', 'alert'],
  incident: ['incident', 'shift'],
  page: ['page', 'incident', 'shift', 'oncall'],
  escalation: ['page', 'incident', 'shift'],
  message: ['page', 'contact', 'incident'],
  run: ['run', 'incident', 'shift'],
  oncall: ['oncall', 'shift'],
  user: ['user', 'session'],
}

/** Follows the stream until the answer is called. */
export function startLive(client: QueryClient): () => void {
  const over = new AbortController()
  const due = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const refresh = () => {
    timer = undefined
    const nouns = new Set(due)
    due.clear()
    void client.invalidateQueries({ predicate: ({ queryKey }) => nouns.has(String(queryKey[0])) })
  }
  const stop = onEvent(({ type }) => {
    const noun = type.split('.')[0] ?? ''
    for (const each of SHOWN_BY[noun] ?? [noun]) due.add(each)
    // Many events at once are one look.
    timer ??= setTimeout(refresh, 60)
  })
  void follow(over.signal, () => {
    // What happened while nobody listened may be too long ago for the stream.
    void client.invalidateQueries()
  })
  return () => {
    over.abort()
    stop()
    clearTimeout(timer)
  }
}

async function follow(signal: AbortSignal, onGap: () => void): Promise<void> {
  let cursor: string | undefined
  let lostAt: number | undefined
  for (let tries = 0; !signal.aborted; tries++) {
    const attempt = new AbortController()
    const silence = new Silence(() => attempt.abort())
    const stop = () => attempt.abort()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const answer = await fetch('/api/v1/events', {
        credentials: 'same-origin',
        headers: { accept: 'text/event-stream', ...(cursor === undefined ? {} : { 'last-event-id': cursor }) },
        signal: attempt.signal,
      })
      if (answer.status === 401) dispatchEvent(new Event('opsbook:signed-out'))
      if (!answer.ok || !answer.body) throw new Error(`answered ${answer.status}`)
      for await (const frame of frames(answer.body, silence)) {
        if (lostAt !== undefined) {
          if (cursor === undefined || Date.now() - lostAt > 60_000) onGap()
          lostAt = undefined
        }
        tries = 0
        become({ kind: 'live' })
        if (frame.id !== undefined) cursor = frame.id
        if (frame.event !== undefined && frame.event !== 'hello') tell(frame.event, frame.data)
      }
    } catch {
      // The next attempt follows.
    } finally {
      silence.stop()
      signal.removeEventListener('abort', stop)
    }
    if (signal.aborted) return
    lostAt ??= Date.now()
    become({ kind: 'reconnecting', since: lostAt })
    if (Date.now() - lostAt > STALE_MS) become({ kind: 'stale', since: lostAt })
    await pause(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!, signal)
  }
}

function tell(type: string, data: string): void {
  let read: unknown
  try {
    read = JSON.parse(data)
  } catch {
    return
  }
  for (const listener of listeners) listener({ type, data: read as LiveEvent['data'] })
}

/** Waits, but comes back at once when the network does. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}

/** Ends an attempt over which nothing comes any more. */
class Silence {
  readonly #end: () => void
  #timer: ReturnType<typeof setTimeout>
  constructor(end: () => void) {
    this.#end = end
    this.#timer = setTimeout(end, SILENT_MS)
  }
  heard(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#end, SILENT_MS)
  }
  stop(): void {
    clearTimeout(this.#timer)
  }
}

interface Frame {
  readonly id: string | undefined
  readonly event: string | undefined
  readonly data: string
}

async function* frames(body: ReadableStream<Uint8Array>, silence: Silence): AsyncGenerator<Frame> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    silence.heard()
    rest += value
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      yield frameOf(rest.slice(0, end))
      rest = rest.slice(end + 2)
    }
  }
}

function frameOf(text: string): Frame {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const at = line.indexOf(':')
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1).replace(/^ /, ''))
  }
  return { id: fields.get('id'), event: fields.get('event'), data: fields.get('data') ?? '{}' }
}
