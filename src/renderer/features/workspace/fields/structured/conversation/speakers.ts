/** Who speaks, as the reading pane names them. */
export const speakers = { system: 'Instructions to the model', user: 'Person', assistant: 'Model' } as const
