import { useEffect, useState } from 'react'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { isKnownField } from '../../../shared/domain/fields.ts'
import { bytes, count, duration, rateInWords } from '../../format/amounts.ts'
import { relativeDue, shortDate } from '../../format/dates.ts'
import { taskKindWords } from '../../format/states.ts'
import { useNow, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { Prose } from '../../ui/prose.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import { fieldWords, materialWords } from './offer-words.ts'
import styles from './offer.module.css'

const DAY = 86_400_000

/** A task that can be taken: everything one needs to decide, and two buttons. */
export function Offer({ detail }: { readonly detail: TaskDetail }) {
  const { inbox, navigation } = useServices()
  const now = useNow()
  const [paper, setPaper] = useState<'guideline' | 'terms'>()
  const { row, task, programme, batch } = detail
  const isBack = row.state === 'declined'
  useEffect(() => {
    document.title = `${row.title} – Understudy`
  }, [row.title])

  const take = (): void => void inbox.take(row)
  async function decline(): Promise<void> {
    await inbox.decline(row)
    navigation.go({ screen: 'inbox' })
  }
  useShortcuts({ t: take })

  return (
    <Page>
      <div className={styles['offer']}>
        <div className={styles['text']}>
          <p className={styles['kind']}>
            {taskKindWords(row.kind)} · {row.occupation.title}
          </p>
          <ScreenHeading className={styles['title'] ?? ''}>{row.title}</ScreenHeading>
          <PersonaText detail={detail} />
          <section aria-label="Brief" className={styles['brief']}>
            <Prose text={task.brief} />
          </section>
        </div>
        <aside aria-label="About this task" className={styles['side']}>
          <div className={styles['decide']}>
            <Tooltip text="Take this task" shortcut="t">
              <Button variant="primary" size="large" onPress={take}>
                Take this task
              </Button>
            </Tooltip>
            {isBack ? null : (
              <Button variant="quiet" size="large" onPress={() => void decline()}>
                Not for me
              </Button>
            )}
          </div>
          {isBack ? <p className={styles['note']}>You gave this task back. You can still take it.</p> : null}
          <dl className={styles['facts']}>
            <Fact name="Pays" value={rateInWords(row.rate)} />
            {row.estimateMs === undefined ? null : <Fact name="Takes about" value={duration(row.estimateMs)} />}
            <Fact
              name="Back by"
              value={
                row.dueAt === undefined
                  ? `${count(programme.leaseDays, 'day', 'days')} after taking it, ${shortDate(now + programme.leaseDays * DAY, now)}`
                  : relativeDue(row.dueAt, now)
              }
            />
            <Fact name="Programme" value={`${programme.name}, ${programme.operator}`} />
            <Fact name="Batch" value={batch.title} />
          </dl>
          <h2 className={styles['sideTitle']}>What you would write</h2>
          <ul className={styles['list']}>
            {task.fields.map((field) => (
              <li key={field.key}>
                {field.label ?? field.key}
                <span className={styles['note']}>
                  {isKnownField(field) ? fieldWords(field) : 'Needs a newer version of Understudy'}
                </span>
              </li>
            ))}
          </ul>
          {task.materials.length === 0 ? null : (
            <>
              <h2 className={styles['sideTitle']}>What comes with it</h2>
              <ul className={styles['list']}>
                {task.materials.map((material) => (
                  <li key={material.key}>
                    {material.title}
                    <span className={styles['note']}>
                      {materialWords(material)}
                      {material.kind === 'file' ? `, ${bytes(material.file.size)}` : ''}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <div className={styles['papers']}>
            <Button size="small" onPress={() => setPaper('guideline')}>
              Guideline
            </Button>
            <Button size="small" onPress={() => setPaper('terms')}>
              Terms
            </Button>
          </div>
        </aside>
      </div>
      <Dialog
        title={paper === 'terms' ? 'Terms' : 'Guideline'}
        isOpen={paper !== undefined}
        onClose={() => setPaper(undefined)}
        isWide
      >
        <Prose text={paper === 'terms' ? programme.terms : programme.guideline.text} />
      </Dialog>
    </Page>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function PersonaText({ detail }: { readonly detail: TaskDetail }) {
  const { persona } = detail.task
  if (persona === undefined) return null
  const { occupation, experience, place, situation } = persona
  const about = [experience, place].filter((part) => part !== undefined && part !== '').join(' ')
  return (
    <section aria-label="Persona" className={styles['persona']}>
      {occupation === undefined ? null : <p className={styles['who']}>{occupation}</p>}
      {about === '' ? null : <p>{about}</p>}
      {situation === undefined || situation === '' ? null : <p>{situation}</p>}
    </section>
  )
}
