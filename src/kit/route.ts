import type { ZodType } from 'zod'
import type { Permission } from './permission.ts'

/** Who sends a request. Written into the audit and into every timeline. */
export type Actor =
  | { kind: 'user'; id: string; name: string }
  | { kind: 'token'; id: string; name: string; userId: string }
  | { kind: 'integration'; id: string; name: string }
  | { kind: 'runner'; id: string; name: string }
  | { kind: 'nobody' }

/**
 * How a request to a route proves who it is, and what that must allow. There is no default: the server refuses to start with
 * a route that does not say.
 *
 * - `public`: anybody; `why` is printed in the list of public routes.
 * - `user`: a session or an API token with the permission.
 * - `integration`: the key of an integration; the dialect says where in the request it stands.
 * - `runner`: the token of an enrolled runner.
 */
export type Access =
  | { kind: 'public'; why: string }
  | { kind: 'user'; permission: Permission; object: ObjectOfRoute }
  | { kind: 'integration' }
  | { kind: 'runner' }

/**
 * The thing a route acts on. `none` is for lists and for what belongs to everybody; otherwise the parameter of the path that names
 * it and how it is found, so that an unknown one is answered with 404 before the handler sees it. What belongs to an incident says to
 * which: roles that somebody holds there count.
 */
export type ObjectOfRoute =
  | 'none'
  | {
      param: string
      exists: (id: string) => Promise<boolean>
      /** Id of the incident it belongs to; undefined for none. */
      incident?: (id: string) => Promise<string | undefined>
    }

/** A request as a handler sees it: checked, authenticated, allowed. */
export interface RouteRequest<Body = unknown, Query = Record<string, string | readonly string[] | undefined>> {
  readonly method: string
  readonly url: URL
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The parsed body where the route has a schema, else undefined. */
  readonly body: Body
  /** The body's bytes, as they came. */
  readonly raw: Uint8Array
  readonly receivedAt: Date
  readonly actor: Actor
  /** Names this request in logs, audit and errors. */
  readonly requestId: string
  /** Address of the client; a proxy's word for it only where that proxy is trusted. */
  readonly address: string
  /** Ends when the client has gone. */
  readonly signal: AbortSignal
}

/** What goes back. A body that is no text, no bytes and no stream is sent as JSON. */
export interface RouteAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Sent as it comes, flushed at each piece; for event streams and long output. */
  readonly stream?: AsyncIterable<string | Uint8Array>
}

/** One route, as plain data: the server mounts it, the API description and the authorisation matrix are made from it. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With parameters as `:name`; a last segment `*` takes the rest of the path as parameter `*`. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  readonly body?: ZodType
  readonly query?: ZodType
  /** Schema of each documented status; errors of the house (`{code, message, hint}`) need no entry. */
  readonly answers?: Readonly<Record<number, ZodType>>
  /** Largest body in bytes; 1 MiB if absent. */
  readonly maxBytes?: number
  readonly handle: (request: RouteRequest<never, never>) => Promise<RouteAnswer>
}

/** A route whose handler knows the types of its schemas. */
export const route = <Body, Query>(
  declared: Omit<Route, 'body' | 'query' | 'handle'> & {
    body?: ZodType<Body>
    query?: ZodType<Query>
    handle: (request: RouteRequest<Body, Query>) => Promise<RouteAnswer>
  },
): Route => declared as Route
