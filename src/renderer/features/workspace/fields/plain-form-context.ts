import { createContext } from 'react'
import type { Control } from 'react-hook-form'
import type { FieldValue } from '../../../../shared/domain/fields.ts'

/** The form of the plain fields, by field key. */
export type PlainForm = Record<string, FieldValue | null>

export const PlainFormContext = createContext<Control<PlainForm> | undefined>(undefined)
