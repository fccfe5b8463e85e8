import type { Permission } from '../kit/permission.ts'
import type { Actor } from '../kit/route.ts'

/** What a proof of identity may be read from. */
export interface RequestFacts {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Address of the client; the proxy's word only where the proxy is trusted. */
  readonly address: string
}

/** Somebody who proved who they are. */
export interface Identified {
  readonly actor: Actor
  readonly permissions: ReadonlySet<Permission>
  /** What they may do in one incident, by the roles they hold there; nothing further where absent. */
  readonly inIncident?: (incident: string) => Promise<ReadonlySet<Permission>>
}

/** Why a proof was not accepted: none given, not valid (any more), or a browser was made to send it by another site. */
export type NotIdentified = { readonly reason: 'missing' | 'invalid' | 'cross-site' }

/** Who is it? Asked by the server before a handler sees a request; implemented by `identity/`. */
export interface Authentication {
  readonly user: (facts: RequestFacts) => Promise<Identified | NotIdentified>
  readonly runner: (facts: RequestFacts) => Promise<Identified | NotIdentified>
}
