import { useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { NAVIGATION } from './pages.ts'
import { useFound } from './palette-results.ts'
import { go } from './place.ts'

/** One field for everything: pages, incidents, runbooks. Arrow keys choose, Enter goes. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title="Find or do" isOpen={isOpen} onClose={onClose} className="palette">
      <Finder onClose={onClose} />
    </Dialog>
  )
}

function Finder({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const found = useFound(text, NAVIGATION)
  const chosen = Math.min(at, Math.max(0, found.length - 1))
  const open = (to: string) => {
    onClose()
    go(to)
  }
  return (
    <>
      <input
        className="palette-field"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[chosen] ? `palette-${chosen}` : undefined}
        aria-label="Find or do"
        placeholder="A page, an incident, a runbook…"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1))
          else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
          else if (event.key === 'Enter' && found[chosen]) open(found[chosen].to)
          else return
          event.preventDefault()
        }}
      />
      <div id="palette-list" role="listbox" aria-label="Found" className="palette-list">
        {found.map(({ to, label, about, icon }, index) => (
          // The field keeps the focus and moves the choice; a pointer chooses directly.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above handles the keys.
          <div
            key={to}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => open(to)}
          >
            <Icon name={icon} /> <span>{label}</span> <span className="quiet">{about}</span>
          </div>
        ))}
        {found.length === 0 ? <p className="quiet">Nothing fits “{text}”.</p> : null}
      </div>
    </>
  )
}
