import { type ReactNode, useEffect, useRef, useState } from 'react'
import './hold-button.css'

export interface HoldButtonProps {
  readonly children: ReactNode
  /** What the second button says, for keys and switches: "Run it: restart the worker". */
  readonly confirm: string
  readonly kind?: 'danger' | 'primary'
  readonly isBusy?: boolean
  readonly onDone: () => void
}

const HOLD_MS = 1_000

/**
 * For what changes something: held for a second by a finger or a mouse. Keys and switches, which cannot hold, and whoever only taps get a
 * second button that says what it does and has the focus.
 */
export function HoldButton({ children, confirm, kind = 'primary', isBusy = false, onDone }: HoldButtonProps) {
  const [phase, setPhase] = useState<'idle' | 'holding' | 'asks'>('idle')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const wasHeld = useRef(false)
  const done = useRef(onDone)
  done.current = onDone
  useEffect(() => () => clearTimeout(timer.current), [])
  const release = () => {
    clearTimeout(timer.current)
    setPhase((now) => (now === 'holding' ? 'idle' : now))
  }
  const hold = () => {
    wasHeld.current = false
    if (isBusy) return
    setPhase('holding')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      wasHeld.current = true
      setPhase('idle')
      done.current()
    }, HOLD_MS)
  }
  return (
    <span className="hold">
      <button
        type="button"
        className={`button button-${kind} button-hold ${phase === 'holding' ? 'is-held' : ''}`}
        aria-busy={isBusy}
        aria-disabled={isBusy}
        onPointerDown={({ button }) => {
          if (button === 0) hold()
        }}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onContextMenu={(event) => event.preventDefault()}
        onClick={() => {
          // The click behind a hold that was long enough: it is done already.
          if (!isBusy && !wasHeld.current) setPhase('asks')
          wasHeld.current = false
        }}
      >
        {children}
      </button>
      {phase === 'asks' ? (
        <Confirm
          words={confirm}
          onConfirm={() => {
            setPhase('idle')
            onDone()
          }}
          onLeave={() => setPhase('idle')}
        />
      ) : null}
    </span>
  )
}

function Confirm({ words, onConfirm, onLeave }: { words: string; onConfirm: () => void; onLeave: () => void }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc leaves; the buttons inside do the rest.
    <span
      className="hold-confirm"
      onKeyDown={({ key }) => {
        if (key === 'Escape') onLeave()
      }}
    >
      <button ref={button} type="button" className="button button-danger" onClick={onConfirm}>
        {words}
      </button>
      <button type="button" className="button" onClick={onLeave}>
        Leave it
      </button>
    </span>
  )
}
