import type { Delivery, Receiver, WebhookTarget } from './alerting.ts'
import type { ReceiverSettings, WebhookSettings } from './receiver-schema.ts'

/** A receiver's ways of being told; what cannot be sent from here is listed by its kind. */
export function compileReceiver(settings: ReceiverSettings): Receiver {
  return {
    name: settings.name,
    deliveries: (settings.webhook_configs ?? []).map(compileWebhook),
    unknownKinds: Object.keys(settings)
      .filter((key) => key.endsWith('_configs') && key !== 'webhook_configs')
      .filter((key) => !Array.isArray(settings[key]) || settings[key].length > 0)
      .map((key) => key.replace(/_configs$/, '')),
  }
}

const compileWebhook = (settings: WebhookSettings, index: number): Delivery => ({
  id: `webhook/${index}`,
  kind: 'webhook',
  sendResolved: settings.send_resolved ?? true,
  maxAlerts: settings.max_alerts ?? 0,
  target: target(settings),
})

function target({ url, url_file: urlFile, http_config: http }: WebhookSettings): WebhookTarget {
  const { authorization, basic_auth: basic } = http ?? {}
  return {
    ...(url === undefined ? {} : { url }),
    ...(urlFile === undefined ? {} : { urlFile }),
    ...(authorization
      ? {
          authorization: {
            type: authorization.type ?? 'Bearer',
            ...(authorization.credentials === undefined ? {} : { credentials: authorization.credentials }),
            ...(authorization.credentials_file === undefined
              ? {}
              : { credentialsFile: authorization.credentials_file }),
          },
        }
      : {}),
    ...(basic
      ? {
          basicAuth: {
            username: basic.username ?? '',
            ...(basic.password === undefined ? {} : { password: basic.password }),
            ...(basic.password_file === undefined ? {} : { passwordFile: basic.password_file }),
          },
        }
      : {}),
  }
}
