/** `GET /metrics`: what Prometheus may know about us. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type Route, route } from '../kit/route.ts'

/** A number a feature gives when it is asked, or one for each value of a label; undefined leaves it out of this answer. */
export type Measure = {
  readonly name: `opsbook_${string}`
  readonly help: string
} & (
  | { readonly label?: undefined; readonly read: () => Promise<number | undefined> }
  | { readonly label: string; readonly read: () => Promise<Readonly<Record<string, number>> | undefined> }
)

export interface Metrics {
  readonly observe: (done: { method: string; route: string; status: number; seconds: number }) => void
  readonly route: Route
}

/** Metrics of one server. A measure that fails is left out, so that trouble in one place does not hide the rest. */
export function serverMetrics(measures: readonly Measure[], version: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'opsbook_' })
  const duration = new Histogram({
    name: 'opsbook_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  new Gauge({ name: 'opsbook_info', help: 'Version', labelNames: ['version'], registers: [registry] }).set(
    { version },
    1,
  )
  for (const measure of measures) gaugeOf(measure, registry)
  return {
    observe: ({ method, route, status, seconds }) =>
      duration.observe({ method, route, status: String(status) }, seconds),
    route: route({
      method: 'GET',
      path: '/metrics',
      summary: 'Metrics in the text format of Prometheus',
      access: { kind: 'user', permission: 'server:read', object: 'none' },
      handle: async () => ({
        status: 200,
        headers: { 'content-type': registry.contentType },
        body: await registry.metrics(),
      }),
    }),
  }
}

function gaugeOf({ name, help, label, read }: Measure, registry: Registry): void {
  new Gauge({
    ...{ name, help, registers: [registry], labelNames: label === undefined ? [] : [label] },
    async collect() {
      const value = await read().catch(() => undefined)
      // What was there last time and is not now must not stay.
      this.reset()
      if (typeof value === 'number') this.set(value)
      else if (label === undefined || value === undefined) this.remove()
      else for (const [each, number] of Object.entries(value)) this.set({ [label]: each }, number)
    },
  })
}
