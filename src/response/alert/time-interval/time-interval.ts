/** A range of whole numbers with both ends. */
export interface Range {
  readonly from: number
  readonly to: number
}

/**
 * Times of the calendar, as in Alertmanager's `time_intervals`: an instant is inside if every list that is given has a range with it.
 * An absent list is "any".
 */
export interface CalendarTimes {
  /** Minutes since midnight; the end is not inside, 1440 is midnight at the end of the day. */
  readonly times?: readonly Range[]
  /** 0 is Sunday. */
  readonly weekdays?: readonly Range[]
  /** From 1; negative ones count from the end of the month, -1 is its last day. */
  readonly daysOfMonth?: readonly Range[]
  /** January is 1. */
  readonly months?: readonly Range[]
  readonly years?: readonly Range[]
  /** Name of a time zone; UTC where it is absent. */
  readonly location?: string
}

/** A named set of times; an instant is inside if it is inside one of them. */
export interface TimeInterval {
  readonly name: string
  readonly times: readonly CalendarTimes[]
}
