import type { Silence } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { useLivePages, useLiveRow } from '../../app/live-pages.ts'
import { goWith, useQueryPart } from '../../app/place.ts'
import { useMay } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Fresh } from '../../ui/fresh.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { endSilenceWish } from '../alert/alert-wish.ts'
import { matcherText, newSilencePath } from './matcher-text.ts'
import { againWish } from './silence-wish.ts'
import '../../ui/respond.css'
import './silence.css'

/** What nobody is to hear of for a while, who said so and why. */
export function SilencesPage() {
  const isAll = useQueryPart('show') === 'all'
  const list = useLivePages<Silence>('silence', '/api/v1/silences', { state: isAll ? 'all' : 'current' })
  const mayWrite = useMay('silence:write')
  const isEmpty = !list.isPending && !list.error && list.items.length === 0
  const create = mayWrite ? (
    <Link className="button button-primary" to="/silences/new">
      Make a silence
    </Link>
  ) : null
  return (
    <>
      <PageHeader title="Silences" actions={isEmpty ? null : create} />
      <label className="check">
        <input
          type="checkbox"
          checked={isAll}
          onChange={({ target }) => goWith({ show: target.checked ? 'all' : undefined })}
        />
        Also those that are over
      </label>
      <Fresh count={list.fresh} isMore={list.hasMoreFresh} onShow={list.showFresh} />
      {list.error ? <ErrorNote error={list.error} onRetry={list.reload} /> : null}
      {list.isPending && !list.error ? <Loading /> : null}
      {isEmpty ? <Empty action={create}>Nothing is silenced.</Empty> : null}
      {list.items.map((silence) => (
        <SilenceCard key={silence.id} silence={silence} />
      ))}
      {list.hasMore ? (
        <button type="button" className="button" onClick={list.more}>
          Show more
        </button>
      ) : null}
    </>
  )
}

const TONES = { active: 'warning', pending: 'quiet', expired: 'quiet' } as const

function SilenceCard({ silence: listed }: { silence: Silence }) {
  const silence = useLiveRow('silence', '/api/v1/silences', listed)
  const { id, state, matchers, startsAt, endsAt, createdBy, comment } = silence
  const mayWrite = useMay('silence:write')
  return (
    <article className="card silence" id={id}>
      <p>
        <Status tone={TONES[state]}>{state}</Status>{' '}
        <strong>
          {state === 'expired' ? (
            <>
              ended <Time at={endsAt} isExact />
            </>
          ) : state === 'pending' ? (
            <>
              begins <Time at={startsAt} isExact />, ends <Time at={endsAt} isExact />
            </>
          ) : (
            <>
              ends <Time at={endsAt} isExact />
            </>
          )}
        </strong>
      </p>
      <p>{comment}</p>
      <ul className="matchers" aria-label="What it keeps quiet">
        {matchers.map((matcher) => (
          <li key={JSON.stringify(matcher)} className="mono">
            {matcherText(matcher)}
          </li>
        ))}
      </ul>
      <p className="quiet">
        {createdBy}, <Time at={startsAt} />
      </p>
      {mayWrite ? (
        <div className="actions">
          {state === 'expired' ? null : (
            <ActButton {...endSilenceWish(id)} onDone={() => offerUndo(`Ended: ${comment}`, againWish(silence))}>
              End it now
            </ActButton>
          )}
          <Link className="button" to={newSilencePath(matchers)}>
            Another like it
          </Link>
        </div>
      ) : null}
    </article>
  )
}
