import type { AlertingSettings } from './alerting-schema.ts'
import type { WebhookSettings } from './receiver-schema.ts'

/** A part of the settings that is kept and has no effect here, and what that means for whoever relies on it. */
export interface UnusedSetting {
  /** `receivers.team-db.slack_configs` */
  readonly place: string
  readonly why: string
}

/** What of a configuration of Alertmanager has no effect here. Nothing is dropped in silence. */
export function unusedSettings(settings: AlertingSettings): readonly UnusedSetting[] {
  return [
    ...keysBeyond(settings.global ?? {}, ['resolve_timeout']).map((key) => ({
      place: `global.${key}`,
      why: 'settings for all receivers are not used',
    })),
    ...((settings.templates ?? []).length > 0 ? [{ place: 'templates', why: 'templates are not used' }] : []),
    ...settings.receivers.flatMap((receiver) => [
      ...keysBeyond(receiver, ['name', 'webhook_configs']).map((key) => ({
        place: `receivers.${receiver.name}.${key}`,
        why: 'nothing is sent this way; the receiver is kept by its name',
      })),
      ...(receiver.webhook_configs ?? []).flatMap((webhook, index) =>
        unusedOfWebhook(webhook, `receivers.${receiver.name}.webhook_configs.${index}`),
      ),
    ]),
  ]
}

function unusedOfWebhook(webhook: WebhookSettings, place: string): UnusedSetting[] {
  const http = webhook.http_config ?? {}
  const unused = [
    ...keysBeyond(webhook, ['url', 'url_file', 'send_resolved', 'max_alerts', 'http_config']),
    ...keysBeyond(http, ['authorization', 'basic_auth']).map((key) => `http_config.${key}`),
    ...keysBeyond(http.authorization ?? {}, ['type', 'credentials', 'credentials_file']).map(
      (key) => `http_config.authorization.${key}`,
    ),
    ...keysBeyond(http.basic_auth ?? {}, ['username', 'password', 'password_file']).map(
      (key) => `http_config.basic_auth.${key}`,
    ),
  ]
  return unused.map((key) => ({ place: `${place}.${key}`, why: 'webhooks are sent without it' }))
}

const keysBeyond = (value: object, known: readonly string[]) =>
  Object.entries(value).flatMap(([key, inside]) =>
    known.includes(key) || inside === undefined || (Array.isArray(inside) && inside.length === 0) ? [] : [key],
  )
