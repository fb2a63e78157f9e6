/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: one process, its worker pool, its settings, its windows, and its batches.
 *
 * DESIGN. The pool and the first photo's view are made before GTK starts, so that the worker starts
 * and decodes while GTK takes its 200 ms (amb-head-start.c). The pool is shut down, and every
 * worker reaped, in shutdown, the one way out of the program. */
#include "amb-application-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>

#include "amb-batch-keeper.h"
#include "amb-build-tree.h"
#include "amb-config.h"
#include "amb-export-choices.h"
#include "amb-head-start.h"
#include "amb-meter.h"
#include "amb-show-file.h"

/* The hint of files that are to go to the batch page. */
#define HINT_EXPORT "export"

enum
{
  SHUTDOWN_MS = 3000, /* for the workers to be reaped */
};

struct _AmbApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  AmbPool *pool;
  AmbJournal *journal;
  AmbPhoto *early;   /* opened before GTK started, until its window is there */
  GFile *early_file; /* the first file of the command line */
  AmbBatchKeeper *keeper;
  AmbBatchShelf *shelf;
  AmbExportChoices *choices; /* made when first asked for */
  gboolean is_started;       /* and not ending */
  gboolean pool_ended;       /* or it took too long */
  GPtrArray *waiting;        /* GFile: asked for before the start was over */
  char *waiting_hint;
  guint signals[2];
};

G_DEFINE_FINAL_TYPE (AmbApplication, amb_application, ADW_TYPE_APPLICATION)

static GSettings *
amb_application_load_settings (void)
{
  g_autofree char *dir = amb_build_tree_dir ("data");
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) built = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (dir != NULL)
    built = g_settings_schema_source_new_from_directory (dir, installed, TRUE, NULL);
  if (built != NULL || installed != NULL)
    schema = g_settings_schema_source_lookup (built != NULL ? built : installed, AMB_APP_ID, TRUE);
  if (schema == NULL)
    g_error ("The settings schema " AMB_APP_ID " is not installed");
  return g_settings_new_full (schema, NULL, NULL);
}

static void
amb_application_show_scheme (AmbApplication *self)
{
  static const struct
  {
    const char *name;
    AdwColorScheme scheme;
  } schemes[] = {
    { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
    { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
    { "system", ADW_COLOR_SCHEME_DEFAULT },
  };
  g_autofree char *name = g_settings_get_string (self->settings, "color-scheme");

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (name, schemes[i].name))
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[i].scheme);
}

AmbPool *
amb_application_get_pool (AmbApplication *self)
{
  if (self->pool == NULL)
    {
      guint megapixels = g_settings_get_uint (self->settings, "max-megapixels");
      AmbPoolOptions options = {
        .batch_workers = g_settings_get_uint (self->settings, "batch-workers"),
        .background = TRUE,
        .max_pixels = (guint64) megapixels * 1000000,
        .view_spare = TRUE,
      };

      self->pool = amb_pool_new (&options);
    }
  return self->pool;
}

AmbJournal *
amb_application_get_journal (AmbApplication *self)
{
  return self->journal;
}

GSettings *
amb_application_get_settings (AmbApplication *self)
{
  return self->settings;
}

/* Export choices. */

static void
amb_application_presets_read (GObject *source, GAsyncResult *result, gpointer data)
{
  AmbExportPresets *presets = AMB_EXPORT_PRESETS (source);
  g_autoptr (AmbApplication) self = data;
  g_auto (GStrv) notes = amb_export_presets_load_finish (presets, result);
  AmbWindow *window = amb_application_current_window (self);

  for (guint i = 0; window != NULL && notes[i] != NULL; i++)
    amb_window_toast (window, notes[i]);
}

AmbExportChoices *
amb_application_get_choices (AmbApplication *self)
{
  g_autoptr (AmbExportPresets) presets = NULL;

  if (self->choices != NULL)
    return self->choices;
  presets = amb_export_presets_new (NULL);
  self->choices = amb_export_choices_new (self->settings, presets);
  amb_export_presets_load_async (presets, amb_application_presets_read, g_object_ref (self));
  return self->choices;
}

/* Batches. */

AmbBatchKeeper *
amb_application_get_keeper (AmbApplication *self)
{
  return self->keeper;
}

AmbBatch *
amb_application_new_batch (AmbApplication *self)
{
  AmbExportChoices *choices = amb_application_get_choices (self);
  AmbBatch *batch
      = amb_batch_new (amb_application_get_pool (self), amb_export_choices_get (choices, 0));

  amb_batch_set_outputs (batch, amb_export_choices_get_outputs (choices));
  amb_batch_keeper_follow (self->keeper, batch, TRUE);
  return batch;
}

AmbBatchShelf *
amb_application_get_shelf (AmbApplication *self)
{
  return self->shelf;
}

void
amb_application_start_batch (AmbApplication *self, AmbBatch *batch)
{
  amb_batch_shelf_start (self->shelf, batch);
}

static void
amb_application_batch_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbWindow) window = data;
  AmbApplication *self = AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbBatch) batch
      = amb_batch_shelf_take_finish (AMB_BATCH_SHELF (source), result, &error);

  if (self == NULL)
    return; /* closed meanwhile: it is offered again at the next start */
  if (batch == NULL)
    {
      amb_window_toast (window, error->message);
      return;
    }
  amb_batch_keeper_follow (self->keeper, batch, TRUE);
  amb_batch_start (batch);
  amb_window_show_batch (window, batch);
}

void
amb_application_continue_batch (AmbApplication *self, GtkWindow *window)
{
  amb_batch_shelf_take_async (self->shelf, amb_application_get_pool (self),
                              amb_application_batch_loaded, g_object_ref (window));
}

static void
amb_application_shelf_trouble (AmbApplication *self, const char *sentence)
{
  AmbWindow *window = amb_application_current_window (self);

  if (window != NULL)
    amb_window_toast (window, sentence);
}

static AmbBatchShelf *
amb_application_open_shelf (AmbApplication *self)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "ambrotype", NULL);
  AmbBatchShelf *shelf = amb_batch_shelf_new (folder);

  g_signal_connect_object (shelf, "trouble", G_CALLBACK (amb_application_shelf_trouble), self,
                           G_CONNECT_SWAPPED);
  return shelf;
}

/* Windows. */

AmbWindow *
amb_application_current_window (AmbApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  while (window != NULL && !AMB_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); window == NULL && l != NULL;
       l = l->next)
    window = AMB_IS_WINDOW (l->data) ? l->data : NULL;
  return (AmbWindow *) window;
}

/* An empty window is used before another one is opened. */
static AmbWindow *
amb_application_window_for_photo (AmbApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (AMB_IS_WINDOW (l->data) && amb_window_is_empty (l->data))
      return l->data;
  return amb_window_new (self);
}

/* files: one photo or folder, or several, which go into one window. */
static void
amb_application_open_files (AmbApplication *self, GFile **files, int n_files)
{
  AmbWindow *window = amb_application_window_for_photo (self);
  gboolean is_early
      = self->early != NULL && g_file_equal (amb_photo_get_file (self->early), files[0]);

  if (is_early)
    amb_window_set_photo (window, self->early);
  else if (n_files == 1)
    amb_window_open (window, files[0]);
  if (n_files > 1)
    amb_window_open_files (window, files, (gsize) n_files);
  g_clear_object (&self->early);
  gtk_window_present (GTK_WINDOW (window));
}

void
amb_application_show_batch (AmbApplication *self, GFile **files, int n_files)
{
  g_autoptr (AmbBatch) batch = amb_application_new_batch (self);
  AmbWindow *window = amb_application_window_for_photo (self);

  for (int i = 0; i < n_files; i++)
    amb_batch_add (batch, files[i], NULL);
  amb_window_show_batch (window, batch);
  gtk_window_present (GTK_WINDOW (window));
}

static void
amb_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  AmbApplication *self = AMB_APPLICATION (app);

  if (!self->is_started)
    {
      for (int i = 0; i < n_files; i++)
        g_ptr_array_add (self->waiting, g_object_ref (files[i]));
      g_free (self->waiting_hint);
      self->waiting_hint = g_strdup (hint);
      return;
    }
  if (g_str_equal (hint, HINT_EXPORT))
    {
      amb_application_show_batch (self, files, n_files);
      return;
    }
  amb_application_open_files (self, files, n_files);
}

static void
amb_application_activate (GApplication *app)
{
  AmbApplication *self = AMB_APPLICATION (app);
  AmbWindow *window;

  if (!self->is_started)
    return; /* the window of the file that is being opened is about to come */
  window = amb_application_current_window (self);
  if (window == NULL)
    {
      g_autoptr (AmbBatch) batch = amb_batch_keeper_get_unseen (self->keeper);

      window = amb_window_new (self);
      if (batch != NULL)
        amb_window_show_batch (window, batch);
    }
  gtk_window_present (GTK_WINDOW (window));
}

/* Life. */

static gboolean
amb_application_signalled (gpointer data)
{
  g_application_quit (data);
  return G_SOURCE_CONTINUE;
}

static AmbJournal *
amb_application_open_journal (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "ambrotype", NULL);

  return amb_journal_new (folder);
}

/* The windows' photos may live on; their edits are on the disk. */
static void
amb_application_close_journal (AmbApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (AMB_IS_WINDOW (l->data))
      amb_window_keep_edits (l->data);
  if (self->journal != NULL)
    amb_journal_close (self->journal);
}

/* What another process asks for while the head start runs the loop waits until GTK is there. */
static void
amb_application_started (AmbApplication *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->is_started = TRUE;
  if (waiting->len > 0)
    g_application_open (G_APPLICATION (self), (GFile **) waiting->pdata, (int) waiting->len,
                        self->waiting_hint);
}

static void
amb_application_before_emit (GApplication *app, GVariant *platform_data)
{
  if (AMB_APPLICATION (app)->is_started)
    G_APPLICATION_CLASS (amb_application_parent_class)->before_emit (app, platform_data);
}

static void
amb_application_after_emit (GApplication *app, GVariant *platform_data)
{
  if (AMB_APPLICATION (app)->is_started)
    G_APPLICATION_CLASS (amb_application_parent_class)->after_emit (app, platform_data);
}

static void
amb_application_startup (GApplication *app)
{
  AmbApplication *self = AMB_APPLICATION (app);

  self->settings = amb_application_load_settings ();
  self->journal = amb_application_open_journal ();
  self->shelf = amb_application_open_shelf (self);
  amb_application_get_pool (self);
  if (self->early_file != NULL)
    self->early = amb_head_start (self->pool, self->journal, self->early_file, self->settings);
  amb_meter_event ("head-start", 0);
  G_APPLICATION_CLASS (amb_application_parent_class)->startup (app);

  amb_meter_event ("toolkit", 0);
  g_signal_connect_object (self->settings, "changed::color-scheme",
                           G_CALLBACK (amb_application_show_scheme), self, G_CONNECT_SWAPPED);
  amb_application_show_scheme (self);
  gtk_window_set_default_icon_name (AMB_APP_ID);
  amb_application_add_actions (self);
  amb_window_add_shortcuts (GTK_APPLICATION (self));
  amb_show_file_add_actions (GTK_APPLICATION (self));
  self->signals[0] = g_unix_signal_add (SIGTERM, amb_application_signalled, self);
  self->signals[1] = g_unix_signal_add (SIGINT, amb_application_signalled, self);
  amb_application_started (self);
}

static void
amb_application_pool_ended (GObject *pool, GAsyncResult *result, gpointer data)
{
  amb_pool_shutdown_finish (AMB_POOL (pool), result, NULL);
  AMB_APPLICATION (data)->pool_ended = TRUE;
}

static gboolean
amb_application_give_up (gpointer data)
{
  AMB_APPLICATION (data)->pool_ended = TRUE;
  return G_SOURCE_REMOVE;
}

/* No worker outlives the program. The pool may answer after the limit, when GApplication ends its
 * loop. */
static void
amb_application_end_pool (AmbApplication *self)
{
  guint limit;

  if (self->pool == NULL)
    return;
  limit = g_timeout_add (SHUTDOWN_MS, amb_application_give_up, self);
  amb_pool_shutdown_async (self->pool, amb_application_pool_ended, self);
  while (!self->pool_ended)
    g_main_context_iteration (NULL, TRUE);
  if (g_main_context_find_source_by_id (NULL, limit) != NULL)
    g_source_remove (limit);
  g_clear_object (&self->pool);
}

static void
amb_application_shutdown (GApplication *app)
{
  AmbApplication *self = AMB_APPLICATION (app);

  self->is_started = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  amb_batch_keeper_end (self->keeper);
  g_clear_object (&self->early);
  amb_application_close_journal (self);
  amb_application_end_pool (self);
  amb_batch_shelf_close (self->shelf);
  G_APPLICATION_CLASS (amb_application_parent_class)->shutdown (app);
}

/* “--export FILE …”: GApplication has no hint on its command line. */
static gboolean
amb_application_export_command_line (GApplication *app, char **argv, int *status)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 2; argv[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (argv[i]));
  if (!g_application_register (app, NULL, &error))
    {
      g_printerr ("ambrotype: %s\n", error->message);
      *status = 1;
      return TRUE;
    }
  if (files->len > 0)
    g_application_open (app, (GFile **) files->pdata, (int) files->len, HINT_EXPORT);
  else
    g_action_group_activate_action (G_ACTION_GROUP (app), "export", NULL);
  *status = 0;
  return TRUE;
}

static gboolean
amb_application_local_command_line (GApplication *app, char ***arguments, int *status)
{
  AmbApplication *self = AMB_APPLICATION (app);
  char **argv = *arguments;

  if (argv[0] != NULL && g_strcmp0 (argv[1], "--export") == 0)
    return amb_application_export_command_line (app, argv, status);
  for (guint i = 1; argv[0] != NULL && argv[i] != NULL && self->early_file == NULL; i++)
    if (argv[i][0] != '-')
      self->early_file = g_file_new_for_commandline_arg (argv[i]);
  return G_APPLICATION_CLASS (amb_application_parent_class)
      ->local_command_line (app, arguments, status);
}

static int
amb_application_handle_local_options (GApplication *app, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("Ambrotype %s\n", AMB_VERSION);
  return 0;
}

static void
amb_application_finalize (GObject *object)
{
  AmbApplication *self = AMB_APPLICATION (object);

  amb_batch_keeper_free (self->keeper);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_free (self->waiting_hint);
  g_clear_object (&self->early_file);
  g_clear_object (&self->journal);
  g_clear_object (&self->shelf);
  g_clear_object (&self->choices);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (amb_application_parent_class)->finalize (object);
}

static void
amb_application_class_init (AmbApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = amb_application_finalize;
  app_class->startup = amb_application_startup;
  app_class->shutdown = amb_application_shutdown;
  app_class->activate = amb_application_activate;
  app_class->open = amb_application_open;
  app_class->before_emit = amb_application_before_emit;
  app_class->after_emit = amb_application_after_emit;
  app_class->local_command_line = amb_application_local_command_line;
  app_class->handle_local_options = amb_application_handle_local_options;
}

static void
amb_application_init (AmbApplication *self)
{
  static const GOptionEntry options[] = {
    { "export", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_("Show the photos that follow on the export page"), NULL },
    { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and exit"), NULL },
    { NULL },
  };

  self->keeper = amb_batch_keeper_new (GTK_APPLICATION (self));
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[PHOTO…]"));
}

AmbApplication *
amb_application_new (void)
{
  return g_object_new (AMB_TYPE_APPLICATION, "application-id", AMB_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}
