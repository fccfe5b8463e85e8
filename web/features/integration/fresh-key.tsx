import { useState } from 'react'
import type { Integration } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { SNIPPETS, testAlert } from './snippets.ts'

export type KeyedIntegration = Integration & { readonly key: string }

/** A key that is shown this once, with exactly what to paste, and a test of it. */
export function FreshKey({ made, onDone }: { made: KeyedIntegration; onDone: () => void }) {
  const snippets = SNIPPETS[made.dialect]?.({ origin: location.origin, key: made.key }) ?? []
  return (
    <section className="card" aria-label={`Key of ${made.name}`}>
      <h2>{made.name}</h2>
      <p>This key is shown this once; only its hash is kept.</p>
      {snippets.length === 0 ? <CopyText label="key" text={made.key} /> : null}
      {snippets.map(({ where, text }) => (
        <div key={where}>
          <p className="quiet">{where}</p>
          <CopyText label={`lines for ${where}`} text={text} />
        </div>
      ))}
      <SendTest made={made} />
      <button type="button" className="button" onClick={onDone}>
        I have it
      </button>
    </section>
  )
}

function SendTest({ made }: { made: KeyedIntegration }) {
  const [said, setSaid] = useState<{ ok: boolean; words: string } | undefined>()
  const test = testAlert(made.dialect, made.key)
  if (!test) return null
  const send = async () => {
    setSaid(undefined)
    try {
      const { path, headers, body } = test
      const answer = await fetch(path, { method: 'POST', headers, body, credentials: 'omit' })
      setSaid(
        answer.ok
          ? { ok: true, words: 'It arrived and is an alert now. It ends by itself in a few minutes, or resolve it.' }
          : { ok: false, words: `It was refused: ${answer.status} ${(await answer.text()).slice(0, 300)}` },
      )
    } catch {
      setSaid({ ok: false, words: 'The server cannot be reached.' })
    }
  }
  return (
    <>
      <p>
        <button type="button" className="button" onClick={() => void send()}>
          Send a test alert
        </button>
      </p>
      {said ? (
        <div className={said.ok ? 'note note-good' : 'note note-bad'} role="status">
          {said.words} {said.ok ? <Link to="/alerts">See it</Link> : null}
        </div>
      ) : null}
    </>
  )
}
