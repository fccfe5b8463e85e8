import { type RefObject, useRef } from 'react'
import type { Alert } from '../../../src/http/contract.ts'
import { useKeys } from '../../app/keys.ts'
import { type LivePages, useLivePages } from '../../app/live-pages.ts'
import { go, usePlace } from '../../app/place.ts'
import { useMay } from '../../app/session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Fresh } from '../../ui/fresh.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { VirtualList } from '../../ui/virtual-list.tsx'
import { useIsWide } from '../../ui/wide.ts'
import { type AlertFilter, readFilter } from './alert-filter.ts'
import { AlertFilters } from './alert-filters.tsx'
import { AlertGroups } from './alert-groups.tsx'
import { useAlertDialog } from './alert-more.tsx'
import { AlertRow } from './alert-row.tsx'
import { NoAlerts } from './no-alerts.tsx'
import { useAlertActs } from './use-alert-acts.ts'
import '../../ui/respond.css'
import './alert.css'

/** Alerts: find the one that matters, take it or keep it quiet. */
export function AlertsPage() {
  const filter = readFilter(usePlace().searchParams)
  return (
    <>
      <PageHeader
        title="Alerts"
        about={<span className="for-keys">Keys: j k move, a ack, s snooze, r resolve, o open, x more.</span>}
      />
      <AlertFilters filter={filter} />
      {filter.by === undefined ? <AlertList filter={filter} /> : <AlertGroups filter={filter} by={filter.by} />}
    </>
  )
}

function AlertList({ filter }: { filter: AlertFilter }) {
  const { state, severity, filter: conditions } = filter
  const list = useLivePages<Alert>('alert', '/api/v1/alerts', { state, severity, filter: conditions })
  const place = useRef<HTMLDivElement>(null)
  const { show, dialogs } = useAlertDialog()
  const isWide = useIsWide()
  useListKeys(list, place, show)
  return (
    <div ref={place}>
      <Fresh count={list.fresh} isMore={list.hasMoreFresh} onShow={list.showFresh} />
      {list.error ? <ErrorNote error={list.error} onRetry={list.reload} /> : null}
      {list.isPending && !list.error ? <Loading lines={8} /> : null}
      {!list.isPending && !list.error && list.items.length === 0 ? <NoAlerts filter={filter} /> : null}
      <VirtualList
        items={list.items}
        rowPx={isWide ? 72 : 108}
        keyOf={({ id }) => id}
        row={(alert) => <AlertRow alert={alert} onMore={(chosen) => show(chosen, 'more')} />}
        label="Alerts"
        onEnd={list.more}
      />
      {dialogs}
    </div>
  )
}

/** Single letters act on the row that has the focus. */
function useListKeys(
  { items }: LivePages<Alert>,
  place: RefObject<HTMLDivElement | null>,
  show: ReturnType<typeof useAlertDialog>['show'],
): void {
  const { act } = useAlertActs()
  const mayAct = useMay('alert:write')
  const focused = () => {
    const row = document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-alert]')
    return items.find(({ id }) => id === row?.dataset.alert)
  }
  const first = () => place.current?.querySelector<HTMLElement>('[data-alert]')?.focus()
  const onFocused = (work: (alert: Alert) => void) => () => {
    const alert = focused()
    if (alert) work(alert)
    else first()
  }
  const ifMay = (work: (alert: Alert) => void) => onFocused((alert) => (mayAct ? work(alert) : undefined))
  useKeys({
    j: first,
    k: first,
    o: onFocused(({ id }) => go(`/alerts/${id}`)),
    a: ifMay((alert) => act(alert, 'acknowledge')),
    s: ifMay((alert) => show(alert, 'snooze')),
    r: ifMay((alert) => show(alert, 'resolve')),
    x: ifMay((alert) => show(alert, 'more')),
  })
}
