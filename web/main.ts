import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import App from './App.vue'
import './design/tokens.css'
import './design/base.css'
import { i18n, setLang } from './i18n/i18n.ts'
import { keepCarried } from './pages/carried.ts'
import Home from './pages/Home.vue'
import SignIn from './pages/SignIn.vue'
import { readState } from './wall/state.ts'
import Wall from './wall/Wall.vue'

const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: '/',
      component: Home,
      children: [
        { path: '', component: Wall },
        {
          path: 'desk',
          component: () => import('./desk/Desk.vue'),
          // The sheet opens beside what it is about, which stays where it was.
          children: [{ path: '/decide', component: () => import('./decisions/Decide.vue') }],
        },
        { path: 'morning', component: () => import('./morning/Morning.vue') },
        { path: 'alerts', component: () => import('./alerts/AlertsPage.vue') },
        { path: 'decisions', component: () => import('./decisions/Decisions.vue') },
        // Reminders and chats name a decision or a meeting by its path.
        {
          path: 'decisions/:id',
          redirect: ({ params, query }) => ({ path: '/decisions', query: { ...query, id: String(params.id) } }),
        },
        {
          path: 'meeting/:id',
          redirect: ({ params, query }) => ({ path: '/meeting', query: { ...query, id: String(params.id) } }),
        },
        { path: 'meeting', component: () => import('./meeting/Meetings.vue') },
        { path: 'store/:dealer', component: () => import('./desk/store/Store.vue') },
      ],
    },
    { path: '/health', component: () => import('./health/Health.vue') },
    { path: '/people', component: () => import('./people/People.vue') },
    { path: '/sign-in', component: SignIn },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
keepCarried(router)
setLang(readState(Object.fromEntries(new URLSearchParams(location.search))).lang)
createApp(App).use(createPinia()).use(router).use(i18n).mount('#app')
