/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and sentences for what forecasts hold, and their sums. */
#include "amb-plan-report.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <glib/gi18n-lib.h>
#include "amb-json-line.h"

#define PHOTO_FAILS (1u << AMB_N_LOSSES)

static const char *const action_words[] = {
  [AMB_ACTION_WRITE] = "write", [AMB_ACTION_RENAME] = "rename", [AMB_ACTION_REPLACE] = "replace",
  [AMB_ACTION_SKIP] = "skip",   [AMB_ACTION_FAIL] = "fail",
};

static const struct
{
  const char *word;
  const char *sentence;
} collisions[] = {
  [AMB_COLLISION_NONE] = { "none", NULL },
  [AMB_COLLISION_EXISTS] = { "exists", N_("A file has this name already.") },
  [AMB_COLLISION_OWN_SOURCE] = { "own-source", N_("The photo itself has this name.") },
  [AMB_COLLISION_OTHER_SOURCE]
  = { "source", N_("A photo that is still to be read has this name.") },
  [AMB_COLLISION_PLANNED] = { "plan", N_("Another output has this name.") },
};

static const struct
{
  const char *word;
  const char *sentence;
} losses[AMB_N_LOSSES] = {
  { "transparency", N_("Transparency is lost.") },
  { "depth", N_("16 bits a channel become 8.") },
  { "animation", N_("Only the first picture of the animation is exported.") },
  { "pages", N_("Only the first page is exported.") },
  { "gain-map", N_("The gain map for bright displays is lost.") },
};

/* Of an item that failed before it was planned, too. */
static AmbAction
action_of (AmbBatchItem *item)
{
  AmbItemState state = amb_batch_item_get_state (item);
  if (state == AMB_ITEM_FAILED || state == AMB_ITEM_QUARANTINED)
    return AMB_ACTION_FAIL;
  return amb_batch_item_get_forecast (item)->action;
}

static gboolean
is_written (AmbAction action)
{
  return action != AMB_ACTION_SKIP && action != AMB_ACTION_FAIL;
}

/* Gathering */

static void
space_free (gpointer data)
{
  AmbPlanSpace *space = data;
  g_free (space->folder);
  g_free (space);
}

/* Before the file systems are known: one for each folder. */
static AmbPlanSpace *
space_for (AmbPlanReport *self, const char *folder)
{
  for (guint i = self->spaces->len; i > 0; i--)
    {
      AmbPlanSpace *space = self->spaces->pdata[i - 1];
      if (strcmp (space->folder, folder) == 0)
        return space;
    }
  AmbPlanSpace *space = g_new0 (AmbPlanSpace, 1);
  space->folder = g_strdup (folder);
  g_ptr_array_add (self->spaces, space);
  return space;
}

static char *
output_folder (AmbBatchItem *item)
{
  const char *output = amb_batch_item_get_settings (item)->output;
  g_autofree char *target = output == NULL ? amb_batch_item_get_target (item) : NULL;
  if (output != NULL)
    return g_strdup (output);
  return target != NULL ? g_path_get_dirname (target) : NULL;
}

/* A photo with several outputs counts once. seen: what was counted of each GFile, AmbLosses bits
 * and PHOTO_FAILS. */
static void
add_photo (AmbPlanReport *self, AmbBatchItem *item, GHashTable *seen)
{
  gpointer file = amb_batch_item_get_file (item);
  AmbAction action = action_of (item);
  guint losses_now = is_written (action) ? amb_batch_item_get_forecast (item)->losses : 0;
  guint now = losses_now | (action == AMB_ACTION_FAIL ? PHOTO_FAILS : 0);
  if (now == 0)
    return;
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (seen, file));
  for (guint i = 0; i < AMB_N_LOSSES; i++)
    self->losing_photos[i] += ((now & ~before) >> i) & 1;
  self->unreadable_photos += (now & ~before & PHOTO_FAILS) != 0;
  g_hash_table_insert (seen, file, GUINT_TO_POINTER (before | now));
}

static void
add_item (AmbPlanReport *self, AmbBatchItem *item)
{
  const AmbForecast *forecast = amb_batch_item_get_forecast (item);
  AmbAction action = action_of (item);
  g_autofree char *folder = is_written (action) ? output_folder (item) : NULL;

  self->total++;
  self->actions[action]++;
  if (!is_written (action))
    return;
  for (guint i = 0; i < AMB_N_LOSSES; i++)
    self->losses[i] += (forecast->losses >> i) & 1;
  self->estimate += forecast->estimate;
  self->unknown += forecast->estimate == 0;
  if (folder != NULL)
    space_for (self, folder)->estimate += forecast->estimate;
}

/* The folder, or the nearest above it that is there. */
static gboolean
ask_space (const char *folder, struct stat *status, guint64 *bytes)
{
  g_autofree char *path = g_strdup (folder);
  struct statvfs fs;
  while (stat (path, status) != 0 && strcmp (path, "/") != 0 && strcmp (path, ".") != 0)
    {
      char *above = g_path_get_dirname (path);
      g_free (path);
      path = above;
    }
  if (stat (path, status) != 0 || statvfs (path, &fs) != 0)
    return FALSE;
  *bytes = (guint64) fs.f_bavail * fs.f_frsize;
  return TRUE;
}

/* Thread: folders of one file system become one space. */
static void
ask_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AmbPlanReport *self = data;
  g_autoptr (GPtrArray) folders = g_steal_pointer (&self->spaces);
  g_autoptr (GArray) devices = g_array_new (FALSE, FALSE, sizeof (dev_t));
  self->spaces = g_ptr_array_new_with_free_func (space_free);
  for (guint i = 0; i < folders->len; i++)
    {
      const AmbPlanSpace *folder = folders->pdata[i];
      struct stat status;
      guint64 bytes;
      guint known = 0;
      if (!ask_space (folder->folder, &status, &bytes))
        continue;
      while (known < devices->len && g_array_index (devices, dev_t, known) != status.st_dev)
        known++;
      if (known == devices->len)
        {
          g_array_append_val (devices, status.st_dev);
          space_for (self, folder->folder)->free = bytes;
        }
      ((AmbPlanSpace *) self->spaces->pdata[known])->estimate += folder->estimate;
    }
  g_task_return_boolean (task, TRUE);
}

/* DESIGN: the thread is the last to let go of its task. That one does not hold the batch, which has
 * to end in the main loop. */
static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_task_return_boolean (task, g_task_propagate_boolean (G_TASK (result), NULL));
}

void
amb_plan_report_new_async (AmbBatch *batch, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (batch, NULL, callback, user_data);
  g_autoptr (GTask) asking = g_task_new (NULL, NULL, on_asked, task);
  AmbPlanReport *self = g_new0 (AmbPlanReport, 1);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  self->spaces = g_ptr_array_new_with_free_func (space_free);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (batch), i);
      add_item (self, item);
      add_photo (self, item, seen);
    }
  g_task_set_source_tag (task, amb_plan_report_new_async);
  g_task_set_task_data (task, self, NULL); /* goes to whoever finishes */
  g_task_set_task_data (asking, self, NULL);
  g_task_run_in_thread (asking, ask_thread);
}

AmbPlanReport *
amb_plan_report_new_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
  return g_task_get_task_data (G_TASK (result));
}

void
amb_plan_report_free (AmbPlanReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->spaces);
  g_free (self);
}

const AmbPlanSpace *
amb_plan_report_get_shortage (const AmbPlanReport *self)
{
  for (guint i = 0; i < self->spaces->len; i++)
    {
      const AmbPlanSpace *space = self->spaces->pdata[i];
      if (space->estimate > space->free)
        return space;
    }
  return NULL;
}

/* For people */

static void
add_line (GString *text, char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
  g_free (line);
}

static void
add_sizes (const AmbPlanReport *self, GString *text)
{
  g_autofree char *estimate = g_format_size (self->estimate);
  const AmbPlanSpace *shortage = amb_plan_report_get_shortage (self);
  if (self->estimate > 0)
    /* Translators: %s is a size such as 1.2 GB. */
    add_line (text, g_strdup_printf (_("About %s will be written."), estimate));
  if (shortage != NULL)
    {
      g_autofree char *needed = g_format_size (shortage->estimate);
      g_autofree char *left = g_format_size (shortage->free);
      g_autofree char *folder = g_filename_display_name (shortage->folder);
      add_line (text, g_strdup_printf (_("“%s” has room for %s only, %s are needed."), folder,
                                       left, needed));
    }
}

char *
amb_plan_report_to_text (const AmbPlanReport *self)
{
  GString *text = g_string_new (NULL);
  const guint *n = self->actions;
  guint written = n[AMB_ACTION_WRITE] + n[AMB_ACTION_RENAME] + n[AMB_ACTION_REPLACE];
  add_line (text,
            g_strdup_printf (ngettext ("%u output is planned, %u will be written.",
                                       "%u outputs are planned, %u will be written.", self->total),
                             self->total, written));
  if (self->total > n[AMB_ACTION_WRITE])
    add_line (text,
              g_strdup_printf (_("%u get another name, %u replace a file, %u are skipped, %u "
                                  "cannot be read."),
                               n[AMB_ACTION_RENAME], n[AMB_ACTION_REPLACE], n[AMB_ACTION_SKIP],
                               n[AMB_ACTION_FAIL]));
  for (guint i = 0; i < AMB_N_LOSSES; i++)
    if (self->losses[i] > 0)
      add_line (text, g_strdup_printf ("%u: %s", self->losses[i], _(losses[i].sentence)));
  add_sizes (self, text);
  return g_string_free (text, FALSE);
}

static void
add_remark (GPtrArray *remarks, const char *sentence)
{
  g_ptr_array_add (remarks, g_strdup (sentence));
}

/* The plan's own notes say the same about a file that is skipped. */
static void
add_collision (GPtrArray *remarks, AmbBatchItem *item)
{
  const AmbForecast *forecast = amb_batch_item_get_forecast (item);
  const char *sentence = collisions[forecast->collision].sentence;
  if (sentence == NULL || forecast->wanted == NULL || action_of (item) == AMB_ACTION_FAIL)
    return;
  g_autofree char *name = g_path_get_basename (forecast->wanted);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GString) remark = g_string_new (NULL);
  g_string_printf (remark, "“%s”: %s", shown, _(sentence));
  if (forecast->by_case)
    g_string_append_printf (remark, " %s", _("The names differ only in case or accents."));
  if (forecast->action == AMB_ACTION_REPLACE)
    g_string_append_printf (remark, " %s", _("It is replaced."));
  add_remark (remarks, remark->str);
}

GPtrArray *
amb_plan_report_item_remarks (AmbBatchItem *item)
{
  GPtrArray *remarks = g_ptr_array_new_with_free_func (g_free);
  const AmbForecast *forecast = amb_batch_item_get_forecast (item);
  const char *const *notes = amb_batch_item_get_notes (item);
  if (amb_batch_item_get_error (item) != NULL)
    add_remark (remarks, amb_batch_item_get_error (item));
  if (forecast->action == AMB_ACTION_SKIP && notes[0] != NULL)
    add_remark (remarks, notes[0]);
  else
    add_collision (remarks, item);
  for (guint i = 0; i < AMB_N_LOSSES; i++)
    if (forecast->losses >> i & 1)
      add_remark (remarks, _(losses[i].sentence));
  for (guint i = forecast->action == AMB_ACTION_SKIP ? 1 : 0; notes[0] != NULL && notes[i] != NULL;
       i++)
    add_remark (remarks, notes[i]);
  return remarks;
}

static const char *const action_titles[] = {
  [AMB_ACTION_SKIP] = NC_("plan", "skipped"),
  [AMB_ACTION_FAIL] = NC_("plan", "cannot be read"),
};

char *
amb_plan_report_item_to_text (AmbBatchItem *item)
{
  const AmbForecast *forecast = amb_batch_item_get_forecast (item);
  g_autoptr (GPtrArray) remarks = amb_plan_report_item_remarks (item);
  g_autofree char *target = amb_batch_item_get_target (item);
  AmbAction action = action_of (item);
  GString *text = g_string_new (amb_batch_item_get_source (item));

  if (is_written (action) && target != NULL)
    {
      g_autofree char *shown = g_filename_display_name (target);
      g_string_append_printf (text, " → %s", shown);
    }
  else if (!is_written (action))
    g_string_append_printf (text, " → %s", g_dpgettext2 (NULL, "plan", action_titles[action]));
  if (is_written (action) && forecast->estimate > 0)
    {
      g_autofree char *size = g_format_size (forecast->estimate);
      /* Translators: width and height in pixels, then a size such as 1.2 MB. */
      g_string_append_printf (text, _(" (%u × %u, about %s)"), forecast->width, forecast->height,
                              size);
    }
  for (guint i = 0; i < remarks->len; i++)
    g_string_append_printf (text, "\n    %s", (const char *) remarks->pdata[i]);
  return g_string_free (text, FALSE);
}

/* For programs */

static void
put_losses (JsonBuilder *builder, AmbLosses lost)
{
  json_builder_set_member_name (builder, "losses");
  json_builder_begin_array (builder);
  for (guint i = 0; i < AMB_N_LOSSES; i++)
    if (lost >> i & 1)
      json_builder_add_string_value (builder, losses[i].word);
  json_builder_end_array (builder);
}

char *
amb_plan_report_item_to_json (AmbBatchItem *item)
{
  const AmbForecast *forecast = amb_batch_item_get_forecast (item);
  g_autofree char *target = amb_batch_item_get_target (item);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  amb_json_put_number (builder, "job", amb_batch_item_get_job (item));
  amb_json_put_text (builder, "source", amb_batch_item_get_source (item));
  amb_json_put_text (builder, "action", action_words[action_of (item)]);
  amb_json_put_path (builder, "output", is_written (action_of (item)) ? target : NULL);
  amb_json_put_path (builder, "wanted", forecast->wanted);
  amb_json_put_text (builder, "collision", collisions[forecast->collision].word);
  amb_json_put_boolean (builder, "by-case", forecast->by_case);
  put_losses (builder, forecast->losses);
  amb_json_put_number (builder, "width", forecast->width);
  amb_json_put_number (builder, "height", forecast->height);
  amb_json_put_number (builder, "estimate", forecast->estimate);
  amb_json_put_texts (builder, "notes", amb_batch_item_get_notes (item));
  amb_json_put_text (builder, "error", amb_batch_item_get_error (item));
  json_builder_end_object (builder);
  return amb_json_to_line (builder);
}

static void
put_spaces (JsonBuilder *builder, const GPtrArray *spaces)
{
  json_builder_set_member_name (builder, "spaces");
  json_builder_begin_array (builder);
  for (guint i = 0; i < spaces->len; i++)
    {
      const AmbPlanSpace *space = spaces->pdata[i];
      json_builder_begin_object (builder);
      amb_json_put_path (builder, "folder", space->folder);
      amb_json_put_number (builder, "estimate", space->estimate);
      amb_json_put_number (builder, "free", space->free);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

char *
amb_plan_report_to_json (const AmbPlanReport *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "plan");
  json_builder_begin_object (builder);
  amb_json_put_number (builder, "total", self->total);
  for (guint i = 0; i < G_N_ELEMENTS (self->actions); i++)
    amb_json_put_number (builder, action_words[i], self->actions[i]);
  json_builder_set_member_name (builder, "losses");
  json_builder_begin_object (builder);
  for (guint i = 0; i < AMB_N_LOSSES; i++)
    amb_json_put_number (builder, losses[i].word, self->losses[i]);
  json_builder_end_object (builder);
  amb_json_put_number (builder, "estimate", self->estimate);
  amb_json_put_number (builder, "unknown", self->unknown);
  put_spaces (builder, self->spaces);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return amb_json_to_line (builder);
}
