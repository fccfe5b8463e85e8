/**
 * What somebody did and the server has not answered yet. An act is kept on this device with a key of its own before it is sent, and sent
 * under the same key until there is an answer: a lift, a tunnel or a reload neither lose nor repeat it.
 */
import { useSyncExternalStore } from 'react'
import { ask } from '../api/client.ts'
import { isUnreachable, Problem } from '../api/problem.ts'

/** Something to be done once. */
export interface Wish {
  /** What it is about, so that its button knows its act: `incident/482/acknowledge`. */
  readonly name: string
  readonly path: string
  readonly body?: unknown
  /** POST where it says none. */
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined
}

export interface Act extends Wish {
  readonly key: string
  /** Whose act it is; on a shared device another person must not send it. */
  readonly by: string
  readonly at: number
  readonly state: 'sending' | 'waiting' | 'refused'
  readonly why?: string
}

const STORE = 'opsbook.acts'
/** After that nobody means it any more. */
const FORGET_MS = 12 * 3_600_000
const AGAIN_MS = 2_000

let owner = ''
let acts: readonly Act[] = []
const watchers = new Set<() => void>()
const working = new Map<string, Promise<unknown>>()

function keep(next: readonly Act[]): void {
  acts = next
  try {
    localStorage.setItem(STORE, JSON.stringify(acts))
  } catch {
    // Then it lives as long as this page does.
  }
  for (const watcher of watchers) watcher()
}

const change = (key: string, to: Partial<Act>) => keep(acts.map((act) => (act.key === key ? { ...act, ...to } : act)))
const drop = (key: string) => keep(acts.filter((act) => act.key !== key))

const subscribe = (changed: () => void) => {
  watchers.add(changed)
  return () => watchers.delete(changed)
}

/** The act of that name that is under way, waits or was refused. */
export const useAct = (name: string): Act | undefined =>
  useSyncExternalStore(subscribe, () => acts.find((act) => act.name === name))

/** All whose name begins so: those of one incident, say. */
export function useActs(prefix: string): readonly Act[] {
  const all = useSyncExternalStore(subscribe, () => acts)
  return all.filter(({ name }) => name.startsWith(prefix))
}

/** How many wait for a network. */
export const useWaitingActs = (): number =>
  useSyncExternalStore(subscribe, () => acts.filter(({ state }) => state === 'waiting').length)

/** Does something once. Resolves with the answer; throws what the server refused. */
export function fulfil<Answer>(wish: Wish): Promise<Answer> {
  const { name } = wish
  const before = acts.find((each) => each.name === name && each.state !== 'refused')
  // A second tap is the same wish.
  if (before) return (working.get(before.key) ?? send(before)) as Promise<Answer>
  const made: Act = { ...wish, key: randomKey(), by: owner, at: Date.now(), state: 'sending' }
  keep([...acts.filter((each) => each.name !== name), made])
  return send(made) as Promise<Answer>
}

/** Takes a refusal off the screen. */
export const dismiss = (name: string): void => keep(acts.filter((each) => each.name !== name))

function send(made: Act): Promise<unknown> {
  const sent = untilAnswered(made).finally(() => working.delete(made.key))
  working.set(made.key, sent)
  return sent
}

async function untilAnswered({ key, path, body, method = 'POST' }: Act): Promise<unknown> {
  for (;;) {
    try {
      const answer = await ask(path, { method, body, key })
      drop(key)
      return answer
    } catch (error) {
      const later = isUnreachable(error) || (error instanceof Problem && error.status === 503)
      if (!later) {
        change(key, { state: 'refused', why: error instanceof Error ? error.message : String(error) })
        throw error
      }
      change(key, { state: 'waiting' })
      await backOnline()
    }
  }
}

function backOnline(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, AGAIN_MS)
    addEventListener('online', done)
  })
}

/** Only there over https and on this machine; elsewhere any numbers will do that nobody else takes. */
const randomKey = (): string =>
  crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-')

/** Goes on with what a reload of this person's page interrupted. */
export function resumeActs(person: string): void {
  owner = person
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? '[]') as Act[]
    keep(kept.filter(({ at, by }) => by === person && Date.now() - at < FORGET_MS))
  } catch {
    keep([])
  }
  for (const each of acts) if (each.state !== 'refused') void send(each).catch(() => undefined)
}
