import type { Runbook } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { counted } from '../../ui/counted.ts'
import { Status, type Tone } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

const FRESHNESS: Readonly<Record<Runbook['freshness'], { tone: Tone; words: string }>> = {
  verified: { tone: 'good', words: 'tested' },
  stale: { tone: 'warning', words: 'test is stale' },
  never: { tone: 'quiet', words: 'never tested' },
}

export const freshnessWords = (freshness: Runbook['freshness']) => FRESHNESS[freshness]

/** What is known of a page, in one line or two. */
export function RunbookFacts({ page }: { page: Runbook }) {
  const { tone, words } = FRESHNESS[page.freshness]
  const { error, warning, info } = page.findings
  const found = error + warning + info
  return (
    <span className="runbook-facts">
      <span>{page.kind}</span>
      {page.owner === null ? null : <span>owner {page.owner}</span>}
      {page.service === null ? null : <span>service {page.service}</span>}
      <Status tone={tone}>{page.verified ? `${words} ${page.verified.date.slice(0, 10)}` : words}</Status>
      {found === 0 ? (
        <Status tone="good">no findings</Status>
      ) : (
        <Link to={`/readiness?page=${encodeURIComponent(page.path)}`}>
          {error > 0 ? `${counted(error, 'error')}, ` : ''}
          {warning > 0 ? `${counted(warning, 'warning')}, ` : ''}
          {counted(found, 'finding')}
        </Link>
      )}
      {page.runs.total > 0 ? (
        <Link to={`/runs?page=${encodeURIComponent(page.path)}`}>
          {page.runs.succeeded} of {page.runs.total} runs succeeded
        </Link>
      ) : null}
      {page.reviewed === null ? null : <span>reviewed {page.reviewed}</span>}
      {page.changedAt === null ? null : (
        <span>
          changed <Time at={page.changedAt} />
        </span>
      )}
    </span>
  )
}
