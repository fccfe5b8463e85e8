/** Keys of the console. Typing into a field is never a command, and every single letter can be turned off. */
import { useLayoutEffect, useRef } from 'react'

export type KeyMap = Readonly<Record<string, () => void>>

const STORE = 'opsbook.keys'
/** How long the second letter of a sequence may take. */
const SEQUENCE_MS = 1_200

export const areLettersOn = (): boolean => {
  try {
    return localStorage.getItem(STORE) !== 'off'
  } catch {
    return true
  }
}

export const setLetters = (on: boolean): void => {
  try {
    localStorage.setItem(STORE, on ? 'on' : 'off')
  } catch {
    // Then they stay as they are.
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(?:checkbox|radio|button|submit)$/.test(target.type))

/** Names: `j`, `?`, `mod+k`, `g i`. Those of the page that was opened last come first. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map)
  latest.current = map
  // Before it is painted: a key that is pressed at what is seen works.
  useLayoutEffect(() => {
    let first: { key: string; at: number } | undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return
      const isCommand = event.metaKey || event.ctrlKey
      if (!isCommand && (isTyping(event.target) || !areLettersOn() || isModal(event.target))) return
      const key = isCommand ? `mod+${event.key.toLowerCase()}` : event.key
      const sequence = first && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${key}` : key
      const run = latest.current[sequence] ?? latest.current[key]
      first = isCommand ? undefined : { key, at: event.timeStamp }
      if (!run) return
      event.preventDefault()
      first = undefined
      run()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

/** Inside of a dialog the keys of the page behind it are off. */
const isModal = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('dialog') !== null
