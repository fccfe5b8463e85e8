import type { BookFinding } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import '../../ui/code.css'
import { Diff } from '../../ui/diff.tsx'
import { Status } from '../../ui/status.tsx'
import { toneOfSeverity } from '../runbook/finding-badges.tsx'
import { runbookTo } from '../runbook/runbook-path.ts'

/** A finding with the line it is about and, where there is one, its fix. */
export function FindingCard({ finding }: { finding: BookFinding }) {
  const { severity, rule, ruleName, message, hint, source, line, endLine, fix, accepted, page } = finding
  return (
    <article className="card">
      <p>
        <Status tone={toneOfSeverity(severity)}>{severity}</Status> {message}
      </p>
      <p className="quiet">
        {rule} {ruleName} · <Link to={runbookTo(page)}>line {line}</Link>
        {accepted ? ' · accepted by the baseline file' : ''}
        {hint === null ? '' : ` · ${hint}`}
      </p>
      {source.length > 0 && !fix ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keys.
        <section className="source scroll-pre" tabIndex={0} aria-label={`Line ${line}`}>
          <pre>
            {source.map((each) => (
              <span key={each.line} className={each.line >= line && each.line <= endLine ? undefined : 'quiet'}>
                {each.line >= line && each.line <= endLine ? '›' : ' '} {each.line} {each.text}
                {'\n'}
              </span>
            ))}
          </pre>
        </section>
      ) : null}
      {fix ? (
        <>
          <p>
            <strong>{fix.title}</strong>{' '}
            <span className="quiet">
              {fix.safe ? 'opsbook check --fix does it' : 'to be looked at: it changes what the page says'}
            </span>
          </p>
          <Diff text={fix.diff} label={`Fix of line ${line}`} />
        </>
      ) : null}
    </article>
  )
}
