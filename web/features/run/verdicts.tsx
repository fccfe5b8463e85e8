import type { RunProgress } from '../../../src/http/contract.ts'
import { Status } from '../../ui/status.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { verdictWords } from './run-words.ts'

/** What was expected, what came, and whether that is the same: the number against its threshold. */
export function Verdicts({ step }: { step: RunProgress['steps'][number] }) {
  if (step.verdicts.length === 0) return null
  return (
    <ul className="verdicts">
      {step.verdicts.map(({ target, text, verdict, observed, by }) => {
        const { tone, words } = verdictWords(verdict)
        return (
          <li key={`${target} ${text}`}>
            <Status tone={tone}>{words}</Status> expected <code>{visibleText(text)}</code>
            {observed === null ? null : <span className="observed">: {visibleText(observed)}</span>}
            {by === 'opsbook' ? null : <span className="quiet"> · says {by}</span>}
          </li>
        )
      })}
    </ul>
  )
}
