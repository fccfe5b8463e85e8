/** A schedule, ready to be asked: every text read, every name looked up. Made by `compileRota`. */
import type { HandOffs } from './turn/turns.ts'
import type { Window } from './window/windows.ts'
import type { Span, Spans } from './zone/spans.ts'
import type { Zone } from './zone/zone.ts'

export interface Rota {
  readonly name: string
  readonly description: string | undefined
  readonly zone: Zone
  /** Those of higher priority first; of equal ones as they are written. */
  readonly layers: readonly Layer[]
  /** What the settings change of it for a time. */
  readonly changes: readonly Change[]
  /** Login → when somebody is away by a calendar. */
  readonly absences: ReadonlyMap<string, Spans>
  /** Hours in which somebody has to be on; undefined is always. */
  readonly covers: readonly Window[] | undefined
}

export interface Layer {
  readonly name: string
  /** Where two layers have somebody, those of the highest priority are on; layers of equal priority together. */
  readonly priority: number
  readonly zone: Zone
  /** Undefined for a layer in which everybody is on all the time. */
  readonly handOffs: HandOffs | undefined
  /** The instant of its end. */
  readonly endsAt: number | undefined
  /** Turn after turn; several people of one turn are on together. */
  readonly turns: readonly (readonly string[])[]
  /** Only in these hours; undefined is always. */
  readonly windows: readonly Window[] | undefined
  /** Only within, and not within, what calendars have. */
  readonly during: Spans | undefined
  readonly except: Spans
}

/** What changes a schedule for a time. */
export type Change = Span & { readonly id: string } & (
    | { readonly kind: 'add'; readonly people: readonly string[] }
    | { readonly kind: 'remove'; readonly people: readonly string[] }
    /** `person` alone where one is named, else everybody who is on. */
    | {
        readonly kind: 'replace'
        readonly person: string | undefined
        readonly people: readonly string[]
        /** The swap it comes from. */
        readonly swap?: string
      }
    /** Takes the place of all layers. */
    | { readonly kind: 'temporary'; readonly name: string; readonly shifts: readonly Shift[] }
  )

export type Shift = Span & { readonly people: readonly string[] }
