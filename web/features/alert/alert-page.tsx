import { useQuery } from '@tanstack/react-query'
import type { Alert } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { useKeys } from '../../app/keys.ts'
import type { PageProps } from '../../app/pages.ts'
import { useMay } from '../../app/session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Labels } from '../../ui/labels.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { Suggestions } from '../incident/suggestions.tsx'
import { AckAlert } from './alert-buttons.tsx'
import { AlertEvents } from './alert-events.tsx'
import { AlertIncidents } from './alert-incidents.tsx'
import { useAlertDialog } from './alert-more.tsx'
import { AlertRouting } from './alert-routing.tsx'
import { AlertState } from './alert-row.tsx'
import { severityTone } from './severity-tone.ts'
import { useAlertActs } from './use-alert-acts.ts'
import '../../ui/respond.css'
import './alert.css'

/** Everything about one alert: what it says, who hears of it and why, what belongs to it. */
export function AlertPage({ params }: PageProps) {
  const path = `/api/v1/alerts/${encodeURIComponent(params.alert!)}`
  const alert = useQuery({ queryKey: ['alert', params.alert], queryFn: ({ signal }) => ask<Alert>(path, { signal }) })
  if (alert.error) return <ErrorNote error={alert.error} onRetry={() => void alert.refetch()} />
  if (!alert.data) return <Loading lines={8} />
  return <OneAlert alert={alert.data} />
}

function OneAlert({ alert }: { alert: Alert }) {
  const { summary, severity, labels, annotations } = alert
  return (
    <>
      <title>{`${summary} · Opsbook`}</title>
      <PageHeader
        title={summary}
        about={
          <span className="alert-facts">
            <Status tone={severityTone(severity)}>{severity}</Status> <AlertState alert={alert} />
          </span>
        }
        actions={<AlertActions alert={alert} />}
      />
      <AlertIncidents alert={alert} />
      <h2>What the book suggests</h2>
      <Suggestions queryKey={['alert', alert.id, 'suggestions']} path={`/api/v1/alerts/${alert.id}/suggestions`} />
      <h2>Labels</h2>
      <Labels labels={labels} />
      {Object.keys(annotations).length > 0 ? (
        <>
          <h2>Annotations</h2>
          <Labels labels={annotations} />
        </>
      ) : null}
      <AlertFacts alert={alert} />
      <h2>Who hears of it, and why</h2>
      <AlertRouting alert={alert} />
      <h2>What happened to it</h2>
      <AlertEvents alert={alert} />
    </>
  )
}

function AlertActions({ alert }: { alert: Alert }) {
  const { show, dialogs } = useAlertDialog()
  const { act } = useAlertActs()
  const mayAct = useMay('alert:write') && alert.state !== 'resolved'
  const when = (work: () => void) => () => (mayAct ? work() : undefined)
  useKeys({
    a: when(() => act(alert, 'acknowledge')),
    s: when(() => show(alert, 'snooze')),
    r: when(() => show(alert, 'resolve')),
  })
  if (!mayAct) return null
  return (
    <>
      <AckAlert alert={alert} isPrimary />
      <button type="button" className="button" onClick={() => show(alert, 'snooze')}>
        Snooze
      </button>
      <button type="button" className="button" onClick={() => show(alert, 'resolve')}>
        Resolve
      </button>
      <button type="button" className="button-icon" aria-label="More" onClick={() => show(alert, 'more')}>
        <Icon name="more" />
      </button>
      {dialogs}
    </>
  )
}

/** Times, counts, and where its sender shows it. */
function AlertFacts({ alert }: { alert: Alert }) {
  const { number, startsAt, lastSeenAt, count, episode, key, generatorUrl, links, details } = alert
  const addresses = [...(generatorUrl === null ? [] : [{ href: generatorUrl, text: 'Where it comes from' }]), ...links]
  return (
    <>
      <h2>Facts</h2>
      <dl className="facts">
        <dt>Number</dt>
        <dd>{number}</dd>
        <dt>Began</dt>
        <dd>
          <Time at={startsAt} isExact />
        </dd>
        <dt>Last heard of</dt>
        <dd>
          <Time at={lastSeenAt} isExact />, {count === 1 ? 'said once' : `said ${count} times`}
        </dd>
        {episode > 1 ? (
          <>
            <dt>Again</dt>
            <dd>It has begun {episode} times</dd>
          </>
        ) : null}
        <dt>Key</dt>
        <dd className="mono">{key}</dd>
        {addresses.length > 0 ? (
          <>
            <dt>Links</dt>
            <dd>
              {addresses.map(({ href, text }) => (
                <Outside key={href} href={href} text={text} />
              ))}
            </dd>
          </>
        ) : null}
      </dl>
      {Object.keys(details).length > 0 ? (
        <details>
          <summary>What its sender added</summary>
          <pre>{JSON.stringify(details, null, 2)}</pre>
        </details>
      ) : null}
    </>
  )
}

/** An address a stranger gave: only a web page is a link, and it learns nothing of us. */
function Outside({ href, text }: { href: string; text?: string | undefined }) {
  if (!/^https?:\/\//i.test(href)) return <p className="mono">{href}</p>
  return (
    <p>
      <a href={href} target="_blank" rel="noopener noreferrer">
        {text ?? href}
      </a>{' '}
      <span className="quiet">{URL.canParse(href) ? new URL(href).host : ''}</span>
    </p>
  )
}
