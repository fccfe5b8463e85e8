import { useState } from 'react'
import type { RunbookPage } from '../../../src/http/contract.ts'

type Decision = RunbookPage['decisions'][number]

/** A decision of the page, one question at a time: its answers are buttons, the way so far can be gone back. */
export function DecisionTree({ decision }: { decision: Decision }) {
  const { nodes, edges, title } = decision
  const start = nodes.find(({ id }) => !edges.some(({ to }) => to === id)) ?? nodes[0]
  const [way, setWay] = useState<readonly string[]>([])
  const here = nodes.find(({ id }) => id === (way.at(-1) ?? start?.id))
  if (!here) return null
  const answers = edges.filter(({ from }) => from === here.id)
  const text = (id: string) => nodes.find((node) => node.id === id)?.text ?? id
  return (
    <section className="decision card" aria-label={`Decide: ${title}`}>
      <p className="quiet">Decide · {way.length === 0 ? 'start' : `question ${way.length + 1}`}</p>
      <p aria-live="polite">
        <strong>{here.text}</strong>
      </p>
      <div className="actions">
        {answers.map(({ to, label }) => (
          <button key={`${to}-${label}`} type="button" className="button" onClick={() => setWay([...way, to])}>
            {label ?? text(to)}
          </button>
        ))}
        {way.length > 0 ? (
          <button type="button" className="button button-small" onClick={() => setWay(way.slice(0, -1))}>
            Back
          </button>
        ) : null}
      </div>
      {answers.length === 0 && way.length > 0 ? <p className="quiet">That is the end of this way.</p> : null}
    </section>
  )
}
