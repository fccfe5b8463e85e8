import { stringify } from 'yaml'
import type { AlertingSettings } from './alerting-schema.ts'
import type { ReceiverSettings, WebhookSettings } from './receiver-schema.ts'

const SECRET = '<secret>'

/**
 * The settings as the text of an `alertmanager.yml`: what `GET /api/v2/status` shows, and what `amtool config routes test` reads to
 * answer. Secrets are hidden as Alertmanager hides them; receivers that are told in a way Alertmanager does not know have a name only.
 */
export function renderAlertmanager(settings: AlertingSettings): string {
  const intervals = [...(settings.time_intervals ?? []), ...(settings.mute_time_intervals ?? [])]
  const shown = {
    global: { resolve_timeout: settings.global?.resolve_timeout ?? '5m' },
    route: settings.route,
    ...(settings.inhibit_rules ? { inhibit_rules: settings.inhibit_rules } : {}),
    receivers: settings.receivers.map(shownReceiver),
    ...(intervals.length > 0 ? { time_intervals: intervals } : {}),
  }
  // Quoted, so that no reader of an older YAML takes "on" or "1:30" for something else than a text.
  return stringify(shown, {
    lineWidth: 0,
    version: '1.1',
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    aliasDuplicateObjects: false,
  })
}

const shownReceiver = ({ name, webhook_configs: webhooks }: ReceiverSettings) => ({
  name,
  ...(webhooks && webhooks.length > 0 ? { webhook_configs: webhooks.map(shownWebhook) } : {}),
})

function shownWebhook({ url, send_resolved: sendResolved, max_alerts: maxAlerts, http_config: http }: WebhookSettings) {
  const { authorization, basic_auth: basic } = http ?? {}
  const shownHttp = {
    ...(authorization ? { authorization: { type: authorization.type ?? 'Bearer', credentials: SECRET } } : {}),
    ...(basic ? { basic_auth: { username: basic.username ?? '', password: SECRET } } : {}),
  }
  return {
    url: hiddenAddress(url),
    ...(sendResolved === undefined ? {} : { send_resolved: sendResolved }),
    ...(maxAlerts === undefined ? {} : { max_alerts: maxAlerts }),
    ...(Object.keys(shownHttp).length > 0 ? { http_config: shownHttp } : {}),
  }
}

/** Paths and queries of webhooks hold tokens. The host stays, for a person to know it by and for amtool, which wants an address here. */
function hiddenAddress(url: string | undefined): string {
  if (url === undefined) return `http://address-in-a-file.invalid/${SECRET}`
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}/${SECRET}`
}
