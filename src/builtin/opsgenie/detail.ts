/** Labels that are fields of their own in Opsgenie. */
const FIELDS: readonly string[] = ['entity', 'source', 'priority']

/** Whether a label is one of the alert's details. */
export const isDetail = (name: string): boolean => !FIELDS.includes(name)
