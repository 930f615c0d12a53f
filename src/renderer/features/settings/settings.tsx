import { useEffect } from 'react'
import type { Settings as SettingsValue } from '../../../shared/contract/desk.ts'
import { duration } from '../../format/amounts.ts'
import { useServices, useStatus } from '../../state/services.ts'
import { Page, Section } from '../../ui/page.tsx'
import { Radio, RadioGroup } from '../../ui/radio.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { LineLength, TextSize } from '../../ui/writing-sliders.tsx'
import { Backups } from './backups.tsx'
import { Hubs } from './hubs.tsx'
import styles from './settings.module.css'
import { Snippets } from './snippets.tsx'
import { YourData } from './your-data.tsx'

const themes = [
  { key: 'system', label: 'System' },
  { key: 'light', label: 'Light' },
  { key: 'dark', label: 'Dark' },
] as const

export function Settings() {
  const status = useStatus()
  const { settings: keeper } = useServices()
  useEffect(() => {
    document.title = 'Settings – Understudy'
  }, [])
  if (status === undefined) return null
  const { settings } = status
  const isTheme = (key: string): key is SettingsValue['theme'] => themes.some((theme) => theme.key === key)
  return (
    <Page isNarrow>
      <ScreenHeading>Settings</ScreenHeading>
      <Section title="Looks">
        <div className={styles['rows']}>
          <RadioGroup
            label="Theme"
            sideBySide
            value={settings.theme}
            onChange={(theme) => {
              if (isTheme(theme)) keeper.change({ theme })
            }}
          >
            {themes.map((theme) => (
              <Radio key={theme.key} value={theme.key}>
                {theme.label}
              </Radio>
            ))}
          </RadioGroup>
          <div className={styles['sliders']}>
            <TextSize value={settings.textSize} onChange={(textSize) => keeper.change({ textSize })} />
            <LineLength value={settings.columnWidth} onChange={(columnWidth) => keeper.change({ columnWidth })} />
          </div>
          <p className={styles['sample']}>
            This is how your writing will look: put the costly things first, and decide.
          </p>
        </div>
      </Section>
      <Snippets snippets={settings.snippets} />
      <Section title="Clock">
        <div className={styles['rows']}>
          <Switch
            label="Start the clock when I begin to work"
            note="With the first key, click or scroll in a task you have taken. What was paused by hand stays paused."
            isSelected={settings.autoStartClock}
            onChange={(autoStartClock) => keeper.change({ autoStartClock })}
          />
          <div className={styles['sliders']}>
            <Limit
              label="Tell me when I have worked in a day"
              hours={[4, 5, 6, 7, 8, 9, 10, 12]}
              minutes={settings.dayLimitMinutes}
              onChange={(dayLimitMinutes) => keeper.change({ dayLimitMinutes })}
            />
            <Limit
              label="Tell me when I have worked in a week"
              hours={[10, 15, 20, 25, 30, 35, 40, 48, 60]}
              minutes={settings.weekLimitMinutes}
              onChange={(weekLimitMinutes) => keeper.change({ weekLimitMinutes })}
            />
          </div>
        </div>
      </Section>
      <Hubs />
      <Backups />
      <YourData status={status} />
    </Page>
  )
}

type LimitProps = {
  readonly label: string
  readonly hours: readonly number[]
  /** 0 for none. */
  readonly minutes: number
  readonly onChange: (minutes: number) => void
}

/** How much one wants to work; it is told quietly, and nothing stops. */
function Limit({ label, hours, minutes, onChange }: LimitProps) {
  const known = [0, ...hours.map((hour) => hour * 60)]
  const all = known.includes(minutes) ? known : [...known, minutes]
  const options = all.map((each) => ({ key: String(each), label: each === 0 ? 'No limit' : duration(each * 60_000) }))
  return <Select label={label} options={options} value={String(minutes)} onChange={(key) => onChange(Number(key))} />
}
