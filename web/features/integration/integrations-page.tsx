import { useState } from 'react'
import type { Integration } from '../../../src/http/contract.ts'
import { useList } from '../../api/use-list.ts'
import { useSend } from '../../api/use-send.ts'
import { useClock } from '../../ui/clock.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { AddIntegration } from './add-integration.tsx'
import { FreshKey, type KeyedIntegration } from './fresh-key.tsx'
import { DIALECTS } from './snippets.ts'

/** Who may send alerts, each with a key of its own. */
export function IntegrationsPage() {
  const list = useList<Integration>(['integration'], '/api/v1/integrations', { limit: 100 })
  const [isAdding, setAdding] = useState(false)
  const [fresh, setFresh] = useState<KeyedIntegration | undefined>()
  return (
    <>
      <PageHeader
        title="Integrations"
        about="Tools that alert keep doing so; they get another address and a key of their own."
        actions={
          <button type="button" className="button button-primary" onClick={() => setAdding(true)}>
            Add a sender
          </button>
        }
      />
      {fresh ? <FreshKey made={fresh} onDone={() => setFresh(undefined)} /> : null}
      <AddIntegration
        isOpen={isAdding}
        onClose={() => setAdding(false)}
        onMade={(made) => {
          setAdding(false)
          setFresh(made)
        }}
      />
      <ListState
        list={list}
        empty={
          <Empty
            action={
              <button type="button" className="button button-primary" onClick={() => setAdding(true)}>
                Add the first sender
              </button>
            }
          >
            Nobody sends alerts yet. Give a sender its key, paste what is shown, and send a test.
          </Empty>
        }
      >
        {(items) => (
          <ul className="rows">
            {items.map((each) => (
              <IntegrationRow key={each.id} integration={each} onKey={setFresh} />
            ))}
          </ul>
        )}
      </ListState>
    </>
  )
}

interface RowProps {
  readonly integration: Integration
  readonly onKey: (made: KeyedIntegration) => void
}

function IntegrationRow({ integration, onKey }: RowProps) {
  const { id, name, dialect, disabledAt, lastSeenAt, requestsPerMinute } = integration
  const now = useClock()
  const [asking, setAsking] = useState<'key' | 'disable' | undefined>()
  const newKey = useSend<KeyedIntegration>(['integration'], (made) => {
    setAsking(undefined)
    onKey(made)
  })
  const change = useSend(['integration'], () => setAsking(undefined))
  const isHeard = lastSeenAt !== null && now - Date.parse(lastSeenAt) < 24 * 3_600_000
  return (
    <li className="row">
      <div>
        <strong>{name}</strong>{' '}
        {disabledAt === null ? (
          <Status tone={isHeard ? 'good' : 'unknown'}>{isHeard ? 'Heard' : 'Not heard today'}</Status>
        ) : (
          <Status tone="quiet">Disabled</Status>
        )}
        <p className="quiet">
          {DIALECTS.find(({ value }) => value === dialect)?.label ?? dialect} · at most {requestsPerMinute} requests a
          minute
          {lastSeenAt === null ? null : (
            <>
              {' '}
              · last <Time at={lastSeenAt} />
            </>
          )}
        </p>
      </div>
      <div className="actions">
        <button type="button" className="button button-small" onClick={() => setAsking('key')}>
          New key
        </button>
        {disabledAt === null ? (
          <button type="button" className="button button-small button-danger" onClick={() => setAsking('disable')}>
            Disable
          </button>
        ) : (
          <button
            type="button"
            className="button button-small"
            onClick={() => change.mutate({ path: `/api/v1/integrations/${id}/enable` })}
          >
            Enable
          </button>
        )}
      </div>
      <ConfirmDialog
        title={`New key for ${name}`}
        isOpen={asking === 'key'}
        onClose={() => setAsking(undefined)}
        act="Make a new key"
        isBusy={newKey.isPending}
        error={newKey.error}
        onConfirm={() => newKey.mutate({ path: `/api/v1/integrations/${id}/key` })}
      >
        <p>The old key ends at once: until the sender has the new one, what it sends is refused.</p>
      </ConfirmDialog>
      <ConfirmDialog
        title={`Disable ${name}`}
        isOpen={asking === 'disable'}
        onClose={() => setAsking(undefined)}
        word={name}
        act="Disable it"
        isBusy={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate({ path: `/api/v1/integrations/${id}/disable` })}
      >
        <p>Alerts it sends are refused from now on. It can be enabled again with the same key.</p>
      </ConfirmDialog>
    </li>
  )
}
