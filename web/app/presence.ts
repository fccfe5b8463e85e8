/** Who else is at the same place, and what they do there. Nobody keeps it: everybody says it, and is forgotten when they stop. */
import { useEffect, useState } from 'react'
import { ask } from '../api/client.ts'
import { onEvent } from './live.ts'
import { useSession } from './session.ts'

export interface Other {
  readonly person: string
  readonly name: string
  readonly doing: string
}

const SAID_EVERY_MS = 20_000
const FORGOTTEN_MS = 45_000
const ANSWER_WITHIN_MS = 1_500

/** `place` is `run/ID` or `incident/ID`. */
export function usePresence(place: string, doing: string): readonly Other[] {
  const me = useSession().data?.user.id
  const [others, setOthers] = useState<readonly (Other & { at: number })[]>([])
  useEffect(() => {
    if (me === undefined) return
    let answering: ReturnType<typeof setTimeout> | undefined
    const say = (arrives: boolean) => {
      if (!document.hidden)
        void ask('/api/v1/presence', { method: 'POST', body: { place, doing, arrives } }).catch(() => undefined)
    }
    const stop = onEvent(({ type, data }) => {
      if (type !== 'presence.here' || data.subject !== place || data.person === me) return
      const { person, name, doing: theirs, arrives } = data as Readonly<Record<string, unknown>>
      const seen = { person: String(person), name: String(name), doing: String(theirs), at: Date.now() }
      setOthers((known) => [...known.filter((each) => each.person !== seen.person), seen])
      if (arrives === true)
        answering ??= setTimeout(() => {
          answering = undefined
          say(false)
        }, Math.random() * ANSWER_WITHIN_MS)
    })
    say(true)
    const timer = setInterval(() => {
      say(false)
      setOthers((known) => known.filter(({ at }) => Date.now() - at < FORGOTTEN_MS))
    }, SAID_EVERY_MS)
    return () => {
      stop()
      clearInterval(timer)
      clearTimeout(answering)
    }
  }, [place, doing, me])
  return others
}
