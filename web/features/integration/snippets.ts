/** What to paste at the other side, by dialect; the same as in the guide, with the key and the address in it. */

export interface Snippet {
  readonly where: string
  readonly text: string
}

interface Place {
  /** Address of this server. */
  readonly origin: string
  readonly key: string
}

type Make = (place: Place) => readonly Snippet[]

const hostOf = (origin: string) => new URL(origin).host
const schemeOf = (origin: string) => new URL(origin).protocol.replace(':', '')

export const SNIPPETS: Readonly<Record<string, Make>> = {
  'alertmanager-api': ({ origin, key }) => [
    {
      where: 'prometheus.yml',
      text: `alerting:
  alertmanagers:
    - scheme: ${schemeOf(origin)}
      authorization: { credentials: ${key} }
      static_configs: [{ targets: ["${hostOf(origin)}"] }]`,
    },
  ],
  'alertmanager-webhook': ({ origin, key }) => [
    {
      where: 'alertmanager.yml',
      text: `receivers:
  - name: opsbook
    webhook_configs:
      - url: ${origin}/intake/alertmanager-webhook
        http_config: { authorization: { credentials: ${key} } }`,
    },
  ],
  grafana: ({ origin, key }) => [
    {
      where: 'Grafana: Alerting, Contact points, Webhook',
      text: `URL                    ${origin}/intake/grafana
Authorization Header   Bearer
Credentials            ${key}`,
    },
  ],
  'pagerduty-events': ({ origin, key }) => [
    {
      where: 'the client of the Events API v2',
      text: `URL           ${origin}/v2/enqueue
routing_key   ${key}`,
    },
  ],
  opsgenie: ({ origin, key }) => [
    {
      where: 'the Opsgenie client',
      text: `API URL         ${origin}
Authorization   GenieKey ${key}`,
    },
  ],
  'goalert-generic': ({ origin, key }) => [
    {
      where: 'a script',
      text: `curl -d summary='disk full on a' -d dedup=disk-a \\
  '${origin}/api/v2/generic/incoming' -H 'Authorization: Bearer ${key}'`,
    },
  ],
  'generic-json': ({ origin, key }) => [
    {
      where: 'a script',
      text: `curl -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' \\
  ${origin}/intake/generic-json \\
  -d '{"summary":"disk full on a","key":"disk-a","severity":"critical"}'`,
    },
  ],
}

export const DIALECTS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'alertmanager-api', label: 'Prometheus, amtool (Alertmanager API v2)' },
  { value: 'alertmanager-webhook', label: 'Alertmanager (webhook)' },
  { value: 'grafana', label: 'Grafana alerting' },
  { value: 'pagerduty-events', label: 'PagerDuty Events API v2' },
  { value: 'opsgenie', label: 'Opsgenie alert API' },
  { value: 'goalert-generic', label: 'GoAlert generic API' },
  { value: 'generic-json', label: 'JSON of any form' },
]

/** A request that a person's browser can make with a new key, to prove that alerts arrive. */
export function testAlert(
  dialect: string,
  key: string,
): { path: string; headers: Record<string, string>; body: string } | undefined {
  const summary = 'Test alert from the console'
  const json = { 'content-type': 'application/json' }
  const bearer = { ...json, authorization: `Bearer ${key}` }
  const ends = new Date(Date.now() + 5 * 60_000).toISOString()
  const labels = { alertname: 'OpsbookTest', severity: 'info' }
  switch (dialect) {
    case 'alertmanager-api':
      return {
        path: '/api/v2/alerts',
        headers: bearer,
        body: JSON.stringify([{ labels, annotations: { summary }, endsAt: ends }]),
      }
    case 'alertmanager-webhook':
    case 'grafana':
      return {
        path: `/intake/${dialect}`,
        headers: bearer,
        body: JSON.stringify({
          version: '4',
          alerts: [{ status: 'firing', labels, annotations: { summary }, fingerprint: 'opsbooktest' }],
        }),
      }
    case 'pagerduty-events':
      return {
        path: '/v2/enqueue',
        headers: json,
        body: JSON.stringify({
          ...{ routing_key: key, event_action: 'trigger', dedup_key: 'opsbook-test' },
          payload: { summary, source: 'console', severity: 'info' },
        }),
      }
    case 'opsgenie':
      return {
        path: '/v2/alerts',
        headers: { ...json, authorization: `GenieKey ${key}` },
        body: JSON.stringify({ message: summary, alias: 'opsbook-test', priority: 'P5' }),
      }
    case 'goalert-generic':
      return {
        path: '/api/v2/generic/incoming',
        headers: bearer,
        body: JSON.stringify({ summary, dedup: 'opsbook-test' }),
      }
    case 'generic-json':
      return {
        path: '/intake/generic-json',
        headers: bearer,
        body: JSON.stringify({ summary, key: 'opsbook-test', severity: 'info' }),
      }
    default:
      return undefined
  }
}
