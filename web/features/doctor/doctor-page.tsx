import { useQuery } from '@tanstack/react-query'
import type { ServerStatus } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { judge } from './judge.ts'

/** How this server is, judged as `opsbook doctor` does. */
export function DoctorPage() {
  const status = useQuery({
    queryKey: ['server', 'status'],
    queryFn: ({ signal }) => ask<ServerStatus>('/api/v1/server/status', { signal }),
    refetchInterval: 30_000,
  })
  if (status.error && !status.data) return <ErrorNote error={status.error} onRetry={() => void status.refetch()} />
  if (!status.data) return <Loading />
  const findings = judge(status.data)
  const bad = findings.filter(({ tone }) => tone === 'bad').length
  const warnings = findings.filter(({ tone }) => tone === 'warning').length
  const { version, startedAt, database } = status.data
  return (
    <>
      <PageHeader
        title="Doctor"
        about={
          <>
            Opsbook {version}, started <Time at={startedAt} />, PostgreSQL {database.version}
          </>
        }
        actions={
          <button type="button" className="button" onClick={() => void status.refetch()}>
            Look again
          </button>
        }
      />
      <p>
        <Status tone={bad > 0 ? 'bad' : warnings > 0 ? 'warning' : 'good'}>
          {bad + warnings === 0 ? 'Nothing is wrong' : `${bad} wrong, ${warnings} to look at`}
        </Status>
      </p>
      <ul className="rows">
        {findings.map(({ what, tone, words, measured, fix }) => (
          <li key={what} className="row">
            <div>
              <strong>{what}</strong> <Status tone={tone}>{words}</Status>
              <p className="quiet">{measured}</p>
              {fix ? <p>{fix}</p> : null}
            </div>
          </li>
        ))}
      </ul>
      <p className="quiet">
        On the machine itself, <code>opsbook doctor</code> also looks at files, their modes, the disk and secrets.
      </p>
    </>
  )
}
