import { type Control, Controller, type FieldPath, type FieldValues } from 'react-hook-form'
import { TextField } from '../../ui/text-field.tsx'

type FieldProps<T extends FieldValues> = {
  readonly control: Control<T>
  readonly name: FieldPath<T>
  readonly label: string
  readonly help?: string
}

/** One line of text of a form. */
export function FormText<T extends FieldValues>({ control, name, label, help }: FieldProps<T>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <TextField
          label={label}
          help={help}
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          error={fieldState.error?.message}
        />
      )}
    />
  )
}

/** Lines of an address. @param at where it lies in the form */
export function AddressFields<T extends FieldValues>({
  control,
  at,
}: {
  control: Control<T>
  at: (part: string) => FieldPath<T>
}) {
  return (
    <>
      <FormText control={control} name={at('street')} label="Street and number" />
      <FormText control={control} name={at('more')} label="More of the address" />
      <FormText control={control} name={at('postCode')} label="Post code" />
      <FormText control={control} name={at('city')} label="Town" />
      <FormText control={control} name={at('region')} label="Region or state" />
      <FormText control={control} name={at('country')} label="Country" help="Two letters, such as DE or US." />
    </>
  )
}

/** What a person typed, tidied so that the schema takes it: countries in capitals, no spaces around. */
export function tidyAddress<T extends { readonly country: string }>(address: T): T {
  return { ...address, country: address.country.trim().toUpperCase() }
}
