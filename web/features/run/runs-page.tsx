import type { Run } from '../../../src/http/contract.ts'
import { useList } from '../../api/use-list.ts'
import { Link } from '../../app/link.tsx'
import { goWith, useQueryPart } from '../../app/place.ts'
import { Empty } from '../../ui/empty.tsx'
import { Choice } from '../../ui/field.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { VirtualList } from '../../ui/virtual-list.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { OUTCOMES, queryOf } from './outcomes.ts'
import { runWords } from './run-words.ts'

const ROW_PX = 64

/** Everything that was carried out from the book. */
export function RunsPage() {
  const outcome = useQueryPart('outcome')
  const page = useQueryPart('page')
  const list = useList<Run>(['run', 'list'], '/api/v1/runs', { limit: 100, page, ...queryOf(outcome) })
  const clear = () => goWith({ outcome: undefined, page: undefined })
  return (
    <>
      <PageHeader title="Runs" about="What was carried out from the book, by whom, and what came of it." />
      <div className="filters">
        <Choice
          label="Outcome"
          value={outcome}
          onChange={(value) => goWith({ outcome: value })}
          options={OUTCOMES.map(({ value, label }) => ({ value, label }))}
        />
        {page === '' ? null : (
          <p>
            Only of {visibleText(page)}{' '}
            <button type="button" className="button-link" onClick={() => goWith({ page: undefined })}>
              show all
            </button>
          </p>
        )}
      </div>
      <ListState
        list={list}
        empty={
          outcome === '' && page === '' ? (
            <Empty
              action={
                <Link className="button" to="/runbooks">
                  Open a runbook
                </Link>
              }
            >
              Nothing was run yet. Every step of a runbook can be run from its page.
            </Empty>
          ) : (
            <Empty
              action={
                <button type="button" className="button" onClick={clear}>
                  Show all runs
                </button>
              }
            >
              No run fits these filters.
            </Empty>
          )
        }
      >
        {(items) => (
          <VirtualList
            items={items}
            rowPx={ROW_PX}
            keyOf={({ id }) => id}
            label="Runs"
            onEnd={list.more}
            row={(run) => <RunRow run={run} />}
          />
        )}
      </ListState>
    </>
  )
}

function RunRow({ run }: { run: Run }) {
  const { tone, words } = runWords(run)
  return (
    <Link to={`/runs/${encodeURIComponent(run.id)}`}>
      <span className="one-line">
        <Status tone={tone}>{words}</Status> <strong>{visibleText(run.title)}</strong>
      </span>
      <span className="quiet one-line">
        <Time at={run.requestedAt} /> · {run.requestedBy} · {visibleText(run.page)}
      </span>
    </Link>
  )
}
