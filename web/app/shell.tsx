import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import { UndoBar } from '../ui/undo.tsx'
import { useWaitingActs } from './acts.ts'
import { KeyOverlay } from './key-overlay.tsx'
import { useKeys } from './keys.ts'
import { Link } from './link.tsx'
import { LivePill } from './live-pill.tsx'
import { NAVIGATION, type NavigationEntry } from './pages.ts'
import { Palette } from './palette.tsx'
import { go, usePlace } from './place.ts'
import './shell.css'

/** What is around every page: where one can go, whether what is shown is of now, and the keys. */
export function Shell({ children }: { children: ReactNode }) {
  const { pathname } = usePlace()
  const [open, setOpen] = useState<'palette' | 'keys' | 'more' | undefined>()
  const main = useRef<HTMLElement>(null)
  useKeys({
    '?': () => setOpen('keys'),
    'mod+k': () => setOpen('palette'),
    ...Object.fromEntries(entries().map(({ letter, to }) => [`g ${letter}`, () => go(to)])),
  })
  useEffect(() => {
    // Whoever listens to the page hears the new one, not the whole frame again.
    if (pathname !== '') main.current?.focus({ preventScroll: true })
    setOpen(undefined)
  }, [pathname])
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="shell-top">
        <Link to="/" className="shell-mark" aria-label="Opsbook, my shift">
          <Icon name="mark" /> <span>Opsbook</span>
        </Link>
        <button type="button" className="shell-find" onClick={() => setOpen('palette')}>
          <Icon name="search" /> <span>Find or do</span> <kbd>Ctrl K</kbd>
        </button>
        <Waiting />
        <LivePill />
      </header>
      <nav className="shell-side" aria-label="Pages">
        {NAVIGATION.map(({ label, entries: own }) => (
          <section key={label}>
            <h2>{label}</h2>
            {own.map((entry) => (
              <NavigationLink key={entry.to} entry={entry} pathname={pathname} />
            ))}
          </section>
        ))}
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <nav className="shell-bottom" aria-label="Main pages">
        {entries()
          .filter(({ isMain }) => isMain)
          .map((entry) => (
            <NavigationLink key={entry.to} entry={entry} pathname={pathname} />
          ))}
        <button type="button" onClick={() => setOpen('palette')}>
          <Icon name="more" /> <span>More</span>
        </button>
      </nav>
      <UndoBar />
      <Palette isOpen={open === 'palette'} onClose={() => setOpen(undefined)} />
      <KeyOverlay isOpen={open === 'keys'} onClose={() => setOpen(undefined)} />
    </div>
  )
}

const entries = (): readonly NavigationEntry[] => NAVIGATION.flatMap((group) => group.entries)

function NavigationLink({ entry: { to, label, icon }, pathname }: { entry: NavigationEntry; pathname: string }) {
  const isHere = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)
  return (
    <Link to={to} aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} /> <span>{label}</span>
    </Link>
  )
}

function Waiting() {
  const waiting = useWaitingActs()
  if (waiting === 0) return null
  return (
    <span className="pill pill-warning" role="status">
      {waiting === 1 ? '1 act waits for the network' : `${waiting} acts wait for the network`}
    </span>
  )
}
