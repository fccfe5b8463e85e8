/** Why a run ended that people ended, as its record says it. */

const inWords = (verb: string) => (by: string, note?: string) =>
  `${verb} by ${by}${note === undefined ? '' : `: ${note}`}`

export const cancelReason = inWords('cancelled')
export const rejectReason = inWords('rejected')
