/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool: three crews of workers, the queue of exports, the probes, the memory budget.
 *
 * DESIGN. Purpose: a death of a worker touches its own job only, and nothing else waits for it.
 *
 * Classes. VIEW workers belong to an open photo until its view lets go; one warm spare replaces a
 * dead one without a start. A BATCH worker does ONE export and exits, so no export inherits what a
 * file did to its decoder; options.batch_workers run at a time and one more is warm while something
 * waits. A BATCH_MODULES worker is the same with the module of the rarer formats loaded
 * (amb-coders.c), for a job that reads or writes one; both share the slots. PROBE workers make
 * thumbnails, up to two, replaced after 64 files or any error.
 *
 * Starts (amb-crew.c). A class keeps as many workers as its spares and requests ask for. A start
 * that fails waits 0.25 s before the next, doubling to 8 s; the fifth in a row disables the class,
 * and all its requests fail with the reason. amb_pool_retry_class tries again. A death while idle
 * only respawns, with the same waits, and never disables.
 *
 * Deaths of jobs (amb-death.c). Somebody else's SIGKILL puts the job at the end of the queue, up to
 * 8 times; crashes, limits and protocol errors do so once, and the second sets the job aside. What
 * we ended ourselves does not count.
 *
 * Order of an end: a worker's end is reported when it is reaped and its socket is read to the end.
 * Shutdown refuses what waits, cancels what runs, closes every socket (EOF ends a worker), kills
 * after the grace, and is complete when all are reaped. A pool that is only dropped kills its
 * workers; GLib's own thread reaps them.
 *
 * Turns. Lanes (one for each batch) take turns, so a small batch is not behind a large one; in a
 * lane it is first come first served. A paused lane starts nothing.
 *
 * Left out: worker reuse between exports (a process costs 2 ms of a processor against 150 for a
 * photo of 12 megapixels, M). */
#include "amb-pool.h"

#include "amb-build-tree.h"
#include "amb-config.h"
#include "amb-job-private.h"
#include "amb-pool-private.h"

#define DEFAULT_MAX_PIXELS (G_GUINT64_CONSTANT (160) * 1000 * 1000)
#define WORKER_NAME "ambrotype-worker"

struct _AmbPool
{
  GObject parent_instance;
  AmbPoolPolicy policy;
  char *worker_path;
  guint64 max_pixels;
  guint64 last_job;
  AmbCrew *crews[AMB_N_WORKER_CLASSES];
  AmbMemoryBudget *budget;
  AmbContents *contents;
  AmbJobQueue *queue;
  AmbProbes *probes;
  GVariant *sandbox_info;
  GPtrArray *shutdowns; /* of GTask, each keeps the pool; NULL unless shutting down */
  guint shutdown_check; /* source */
};

G_DEFINE_TYPE (AmbPool, amb_pool, G_TYPE_OBJECT)

enum
{
  SIGNAL_CLASS_DISABLED,
  SIGNAL_CLASS_ENABLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The build tree's worker if the program runs from there. */
static char *
find_worker (void)
{
  const char *chosen = g_getenv ("AMBROTYPE_WORKER");
  g_autofree char *built = amb_build_tree_dir ("src/worker");

  if (chosen != NULL && *chosen != '\0')
    return g_strdup (chosen);
  return g_build_filename (built != NULL ? built : AMB_LIBEXECDIR, WORKER_NAME, NULL);
}

static gboolean
is_over (AmbPool *self)
{
  for (guint i = 0; i < AMB_N_WORKER_CLASSES; i++)
    if (!amb_crew_is_empty (self->crews[i]))
      return FALSE;
  return amb_job_queue_is_empty (self->queue);
}

static void
try_finish_shutdown (AmbPool *self)
{
  g_autoptr (GPtrArray) tasks = NULL;

  if (self->shutdowns == NULL || self->shutdowns->len == 0 || !is_over (self))
    return;
  tasks = self->shutdowns;
  self->shutdowns = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (tasks->pdata[i], TRUE);
}

static gboolean
on_shutdown_idle (gpointer user_data)
{
  AmbPool *self = user_data;

  self->shutdown_check = 0;
  try_finish_shutdown (self);
  return G_SOURCE_REMOVE;
}

/* Never from inside a callback of what has just ended. */
static void
schedule_shutdown_check (AmbPool *self)
{
  if (self->shutdown_check == 0)
    self->shutdown_check = g_idle_add_full (G_PRIORITY_DEFAULT, on_shutdown_idle, self, NULL);
}

static void
on_crew_ready (AmbCrew *crew, GVariant *info, gpointer owner)
{
  AmbPool *self = owner;

  g_clear_pointer (&self->sandbox_info, g_variant_unref);
  self->sandbox_info = g_variant_ref (info);
}

/* The class as people outside know it. */
static guint
public_class (AmbCrew *crew)
{
  AmbWorkerClass class = amb_crew_get_class (crew);

  return class == AMB_WORKER_BATCH_MODULES ? AMB_WORKER_BATCH : class;
}

static void
on_crew_disabled (AmbCrew *crew, const GError *error, gpointer owner)
{
  g_signal_emit (owner, signals[SIGNAL_CLASS_DISABLED], 0, public_class (crew), error);
}

static void
on_crew_enabled (AmbCrew *crew, gpointer owner)
{
  g_signal_emit (owner, signals[SIGNAL_CLASS_ENABLED], 0, public_class (crew));
}

static void
on_crew_emptied (AmbCrew *crew, gpointer owner)
{
  schedule_shutdown_check (owner);
}

static void
on_queue_emptied (gpointer user_data)
{
  schedule_shutdown_check (user_data);
}

static const AmbCrewListener crew_listener
    = { on_crew_ready, on_crew_disabled, on_crew_enabled, on_crew_emptied };

static void
amb_pool_finalize (GObject *object)
{
  AmbPool *self = AMB_POOL (object);

  g_clear_handle_id (&self->shutdown_check, g_source_remove);
  g_clear_pointer (&self->probes, amb_probes_free);
  g_clear_pointer (&self->queue, amb_job_queue_free);
  for (guint i = 0; i < AMB_N_WORKER_CLASSES; i++)
    g_clear_pointer (&self->crews[i], amb_crew_free);
  g_clear_pointer (&self->budget, amb_memory_budget_free);
  g_clear_pointer (&self->contents, amb_contents_unref);
  g_clear_pointer (&self->sandbox_info, g_variant_unref);
  g_clear_pointer (&self->shutdowns, g_ptr_array_unref);
  g_free (self->worker_path);
  G_OBJECT_CLASS (amb_pool_parent_class)->finalize (object);
}

static void
amb_pool_class_init (AmbPoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = amb_pool_finalize;
  signals[SIGNAL_CLASS_DISABLED]
      = g_signal_new ("class-disabled", AMB_TYPE_POOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
  signals[SIGNAL_CLASS_ENABLED] = g_signal_new ("class-enabled", AMB_TYPE_POOL, G_SIGNAL_RUN_LAST,
                                                0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
amb_pool_init (AmbPool *self)
{
}

AmbPool *
amb_pool_new_with_policy (const AmbPoolOptions *options, const AmbPoolPolicy *policy)
{
  AmbPool *self = g_object_new (AMB_TYPE_POOL, NULL);
  guint slots = options->batch_workers > 0 ? options->batch_workers : g_get_num_processors ();

  self->policy = *policy;
  self->worker_path
      = options->worker_path != NULL ? g_strdup (options->worker_path) : find_worker ();
  self->max_pixels = options->max_pixels > 0 ? options->max_pixels : DEFAULT_MAX_PIXELS;
  for (guint i = 0; i < AMB_N_WORKER_CLASSES; i++)
    self->crews[i] = amb_crew_new (i, self->worker_path, &self->policy, &crew_listener, self);
  self->budget = amb_memory_budget_new (policy->memory_share, amb_memory_available);
  self->contents = amb_contents_new ();
  self->queue = amb_job_queue_new (slots, self->crews[AMB_WORKER_BATCH],
                                   self->crews[AMB_WORKER_BATCH_MODULES], &amb_job_queue_funcs);
  if (options->batch_spares > 0)
    amb_job_queue_set_spares (self->queue, options->batch_spares);
  self->probes = amb_probes_new (self);
  amb_crew_set_background (self->crews[AMB_WORKER_BATCH], options->background);
  amb_crew_set_background (self->crews[AMB_WORKER_BATCH_MODULES], options->background);
  amb_crew_set_spares (self->crews[AMB_WORKER_VIEW], options->view_spare ? 1 : 0);
  return self;
}

AmbPool *
amb_pool_new (const AmbPoolOptions *options)
{
  return amb_pool_new_with_policy (options, &amb_pool_default_policy);
}

void
amb_pool_retry_class (AmbPool *self, AmbWorkerClass class)
{
  g_return_if_fail (AMB_IS_POOL (self) && class < AMB_N_WORKER_CLASSES);

  amb_crew_retry (self->crews[class]);
  if (class == AMB_WORKER_BATCH)
    amb_crew_retry (self->crews[AMB_WORKER_BATCH_MODULES]);
}

gboolean
amb_pool_get_class_disabled (AmbPool *self, AmbWorkerClass class)
{
  g_return_val_if_fail (AMB_IS_POOL (self) && class < AMB_N_WORKER_CLASSES, FALSE);

  return amb_crew_get_error (self->crews[class]) != NULL
         || (class == AMB_WORKER_BATCH
             && amb_crew_get_error (self->crews[AMB_WORKER_BATCH_MODULES]) != NULL);
}

GVariant *
amb_pool_get_sandbox_info (AmbPool *self)
{
  g_return_val_if_fail (AMB_IS_POOL (self), NULL);

  return self->sandbox_info;
}

void
amb_pool_shutdown_async (AmbPool *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  gboolean is_first = self->shutdowns == NULL;

  g_task_set_source_tag (task, amb_pool_shutdown_async);
  if (is_first)
    self->shutdowns = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->shutdowns, task);
  if (is_first)
    {
      amb_job_queue_stop (self->queue, on_queue_emptied, self);
      amb_probes_stop (self->probes);
      for (guint i = 0; i < AMB_N_WORKER_CLASSES; i++)
        amb_crew_stop (self->crews[i]);
    }
  schedule_shutdown_check (self);
}

gboolean
amb_pool_shutdown_finish (AmbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GArray *
amb_pool_get_pids (AmbPool *self, AmbWorkerClass class)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (GPid));

  amb_crew_get_pids (self->crews[class], pids);
  if (class == AMB_WORKER_BATCH)
    amb_crew_get_pids (self->crews[AMB_WORKER_BATCH_MODULES], pids);
  return pids;
}

const AmbPoolPolicy *
amb_pool_get_policy (AmbPool *self)
{
  return &self->policy;
}

AmbCrew *
amb_pool_get_crew (AmbPool *self, AmbWorkerClass class)
{
  return self->crews[class];
}

AmbMemoryBudget *
amb_pool_get_budget (AmbPool *self)
{
  return self->budget;
}

AmbContents *
amb_pool_get_contents (AmbPool *self)
{
  return self->contents;
}

AmbJobQueue *
amb_pool_get_queue (AmbPool *self)
{
  return self->queue;
}

AmbProbes *
amb_pool_get_probes (AmbPool *self)
{
  return self->probes;
}

guint64
amb_pool_get_max_pixels (AmbPool *self)
{
  return self->max_pixels;
}

guint64
amb_pool_next_job (AmbPool *self)
{
  return ++self->last_job;
}
