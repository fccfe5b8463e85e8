/** Address of an incident in the API, by its number or id. */
export const incidentApi = (name: string | number): string => `/api/v1/incidents/${encodeURIComponent(String(name))}`
