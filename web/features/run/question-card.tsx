import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import type { RunQuestion, ShownRun } from '../../../src/http/contract.ts'
import { useSend } from '../../api/use-send.ts'
import { useMay } from '../../app/session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { HoldButton } from '../../ui/hold-button.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { findStep } from './by-hand.ts'
import { buttonsOf, explanationOf } from './question-words.ts'
import { runApi } from './run-queries.ts'
import './run.css'

interface QuestionCardProps {
  readonly run: ShownRun
  readonly question: RunQuestion
  /** What helps to answer, below what the run itself found. */
  readonly evidence?: ReactNode
}

/** What the run asks at the moment; the first answer counts. */
export function QuestionCard({ run, question, evidence }: QuestionCardProps) {
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const id = useId()
  const may = useMay('run:start')
  const send = useSend(['run'])
  const step = findStep(run.plan, question.step)
  const answer = (word: string) =>
    send.mutate(
      {
        path: `${runApi(run.id)}/answer`,
        body: { key: question.key, answer: word, ...(note.trim() === '' ? {} : { note: note.trim() }) },
      },
      // Somebody else may have been first: look what is asked now.
      { onError: () => void client.invalidateQueries({ queryKey: ['run', run.id] }) },
    )
  const { title, explanation, takesNote } = explanationOf(question)
  const [first, ...details] = question.details.map(visibleText)
  return (
    <section className="question card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {explanation === undefined ? null : <p>{explanation}</p>}
      {first === undefined ? null : <p className="question-what">{first}</p>}
      {details.length > 0 ? (
        <section
          className="evidence"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
          tabIndex={0}
          aria-label="What it is about"
        >
          <pre>{details.join('\n')}</pre>
        </section>
      ) : null}
      {evidence}
      {takesNote && may ? (
        <div className="field">
          <label htmlFor={`${id}-note`}>Note (goes into the record)</label>
          <textarea id={`${id}-note`} rows={2} value={note} onChange={({ target }) => setNote(target.value)} />
        </div>
      ) : null}
      {send.error ? <ErrorNote error={send.error} /> : null}
      {may ? (
        <div className="actions question-answers">
          {buttonsOf(question, step?.effect).map(({ word, label, kind, isHeld }) =>
            isHeld ? (
              <HoldButton
                key={word}
                kind={kind === 'danger' ? 'danger' : 'primary'}
                confirm={`${label}: ${visibleText(step?.title ?? run.title)}`}
                isBusy={send.isPending}
                onDone={() => answer(word)}
              >
                Hold: {label}
              </HoldButton>
            ) : (
              <button
                key={word}
                type="button"
                className={`button button-${kind}`}
                aria-busy={send.isPending}
                disabled={send.isPending}
                onClick={() => answer(word)}
              >
                {label}
              </button>
            ),
          )}
        </div>
      ) : (
        <p className="quiet">Somebody who may start runs has to answer.</p>
      )}
    </section>
  )
}
