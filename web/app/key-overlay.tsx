import { useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { areLettersOn, setLetters } from './keys.ts'
import { NAVIGATION } from './pages.ts'

const EVERYWHERE = [
  ['?', 'This list'],
  ['Ctrl K', 'Find a page, an incident, a runbook, or something to do'],
  ['j  k', 'Next and previous in a list'],
  ['Enter', 'Open'],
  ['Esc', 'Close, go back'],
] as const

/** All keys on one screen, and the switch that turns single letters off. */
export function KeyOverlay({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [on, setOn] = useState(areLettersOn)
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
      <dl className="keys">
        {[
          ...EVERYWHERE,
          ...NAVIGATION.flatMap(({ entries }) => entries.map(({ letter, label }) => [`g ${letter}`, label])),
        ].map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">No key starts a step that changes something: its button has to be focused and confirmed.</p>
      <label className="check">
        <input
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            setLetters(target.checked)
            setOn(target.checked)
          }}
        />
        Single letters are keys
      </label>
    </Dialog>
  )
}
