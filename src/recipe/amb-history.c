/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo: a row of recipes and a place in it. During a gesture the present is held apart and
 * becomes one step, or none, when the gesture ends; until then nothing that could be redone is
 * lost. */
#include "amb-history.h"

#include <glib/gi18n-lib.h>

struct _AmbHistory
{
  GObject parent_instance;
  GPtrArray *steps;  /* of AmbRecipe, never empty */
  GPtrArray *titles; /* as steps: N_(), NULL where what changed says it */
  guint present;     /* index of the last step taken */
  AmbRecipe *moving; /* the present inside a gesture, or NULL */
  gboolean in_gesture;
};

/* Here, where it is a property: a worker has recipes too, and loads no GObject. */
G_DEFINE_BOXED_TYPE (AmbRecipe, amb_recipe, amb_recipe_ref, amb_recipe_unref)

G_DEFINE_TYPE (AmbHistory, amb_history, G_TYPE_OBJECT)

enum
{
  PROP_RECIPE = 1,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static AmbRecipe *
step (AmbHistory *self, guint index)
{
  return g_ptr_array_index (self->steps, index);
}

static gboolean
has_moved (AmbHistory *self)
{
  return self->moving != NULL && !amb_recipe_equal (self->moving, step (self, self->present));
}

static void
take_step (AmbHistory *self, AmbRecipe *recipe, const char *title)
{
  g_ptr_array_set_size (self->steps, (int) self->present + 1);
  g_ptr_array_set_size (self->titles, (int) self->present + 1);
  g_ptr_array_add (self->steps, amb_recipe_ref (recipe));
  g_ptr_array_add (self->titles, (gpointer) title);
  self->present++;
}

/* What observers were last told. */
typedef struct
{
  AmbRecipe *recipe;
  gboolean can_undo, can_redo;
} Seen;

static Seen
look (AmbHistory *self)
{
  return (Seen){ amb_recipe_ref (amb_history_get_recipe (self)), amb_history_get_can_undo (self),
                 amb_history_get_can_redo (self) };
}

static void
notify_changes (AmbHistory *self, Seen before)
{
  if (!amb_recipe_equal (before.recipe, amb_history_get_recipe (self)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECIPE]);
  if (before.can_undo != amb_history_get_can_undo (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  if (before.can_redo != amb_history_get_can_redo (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
  amb_recipe_unref (before.recipe);
}

static void
amb_history_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AmbHistory *self = AMB_HISTORY (object);
  switch (id)
    {
    case PROP_RECIPE:
      g_value_set_boxed (value, amb_history_get_recipe (self));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, amb_history_get_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, amb_history_get_can_redo (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
amb_history_finalize (GObject *object)
{
  AmbHistory *self = AMB_HISTORY (object);
  g_clear_pointer (&self->moving, amb_recipe_unref);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->titles);
  G_OBJECT_CLASS (amb_history_parent_class)->finalize (object);
}

static void
amb_history_class_init (AmbHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  object_class->get_property = amb_history_get_property;
  object_class->finalize = amb_history_finalize;

  properties[PROP_RECIPE] = g_param_spec_boxed ("recipe", NULL, NULL, AMB_TYPE_RECIPE, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
amb_history_init (AmbHistory *self)
{
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_recipe_unref);
  g_ptr_array_add (self->steps, amb_recipe_new ());
  self->titles = g_ptr_array_new ();
  g_ptr_array_add (self->titles, NULL);
}

AmbHistory *
amb_history_new (void)
{
  return g_object_new (AMB_TYPE_HISTORY, NULL);
}

AmbRecipe *
amb_history_get_recipe (AmbHistory *self)
{
  return self->moving != NULL ? self->moving : step (self, self->present);
}

gboolean
amb_history_get_can_undo (AmbHistory *self)
{
  return self->present > 0 || has_moved (self);
}

gboolean
amb_history_get_can_redo (AmbHistory *self)
{
  return self->present + 1 < self->steps->len && !has_moved (self);
}

void
amb_history_push (AmbHistory *self, AmbRecipe *recipe)
{
  Seen before = look (self);
  if (self->in_gesture)
    {
      amb_recipe_ref (recipe);
      g_clear_pointer (&self->moving, amb_recipe_unref);
      self->moving = recipe;
    }
  else if (!amb_recipe_equal (recipe, step (self, self->present)))
    take_step (self, recipe, NULL);
  notify_changes (self, before);
}

void
amb_history_push_named (AmbHistory *self, AmbRecipe *recipe, const char *title)
{
  Seen before = look (self);
  if (!amb_recipe_equal (recipe, step (self, self->present)))
    take_step (self, recipe, title);
  notify_changes (self, before);
}

void
amb_history_begin_gesture (AmbHistory *self)
{
  amb_history_end_gesture (self);
  self->in_gesture = TRUE;
}

void
amb_history_end_gesture (AmbHistory *self)
{
  Seen before = look (self);
  if (has_moved (self))
    take_step (self, self->moving, NULL);
  g_clear_pointer (&self->moving, amb_recipe_unref);
  self->in_gesture = FALSE;
  notify_changes (self, before);
}

static void
go (AmbHistory *self, guint present)
{
  Seen before = look (self);
  self->present = present;
  notify_changes (self, before);
}

void
amb_history_undo (AmbHistory *self)
{
  amb_history_end_gesture (self);
  if (amb_history_get_can_undo (self))
    go (self, self->present - 1);
}

void
amb_history_redo (AmbHistory *self)
{
  amb_history_end_gesture (self);
  if (amb_history_get_can_redo (self))
    go (self, self->present + 1);
}

/* How many things a person would say were changed: all of the geometry is one. */
static guint
count_changed (const AmbRecipe *a, const AmbRecipe *b)
{
  guint pixel_operations = 0;
  gboolean geometry = FALSE;
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    for (guint i = 0; i < (*op)->n_params; i++)
      {
        g_autofree char *id = amb_operation_param_id (*op, &(*op)->params[i]);
        if (amb_recipe_get (a, id) == amb_recipe_get (b, id))
          continue;
        if ((*op)->kind == AMB_OP_GEOMETRY)
          geometry = TRUE;
        else
          pixel_operations++;
        break;
      }
  return pixel_operations + (geometry ? 1 : 0);
}

static char *
describe (const AmbRecipe *from, const AmbRecipe *to)
{
  const AmbOperation *op;
  const AmbParam *param = amb_recipe_first_difference (from, to, &op);
  if (param == NULL)
    return g_strdup (_("Edit"));
  if (count_changed (from, to) > 1)
    return g_strdup (_("Several Edits"));
  if (param->flags & AMB_PARAM_HIDDEN)
    return g_strdup (_(op->title));
  if (param->group == NULL)
    return g_strdup (_(param->title));
  /* Translators: a parameter with the heading that it stands under, such as Hue: Red. */
  return g_strdup_printf (_("%s: %s"), _(param->group), _(param->title));
}

/* What the step to index did. */
static char *
describe_step (AmbHistory *self, guint index)
{
  const char *title = g_ptr_array_index (self->titles, index);
  return title != NULL ? g_strdup (_(title))
                       : describe (step (self, index - 1), step (self, index));
}

char *
amb_history_undo_title (AmbHistory *self)
{
  if (has_moved (self))
    return describe (step (self, self->present), self->moving);
  return self->present > 0 ? describe_step (self, self->present) : NULL;
}

char *
amb_history_redo_title (AmbHistory *self)
{
  if (!amb_history_get_can_redo (self))
    return NULL;
  return describe_step (self, self->present + 1);
}

AmbSteps *
amb_steps_new (GPtrArray *recipes, guint present)
{
  AmbSteps *self = g_new (AmbSteps, 1);
  *self = (AmbSteps){ recipes, present, g_ptr_array_new () };
  g_ptr_array_set_size (self->titles, (int) recipes->len);
  return self;
}

void
amb_steps_free (AmbSteps *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->recipes);
  g_ptr_array_unref (self->titles);
  g_free (self);
}

static GPtrArray *
copy_recipes (GPtrArray *recipes, guint n)
{
  GPtrArray *copy = g_ptr_array_new_full (n + 1, (GDestroyNotify) amb_recipe_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (copy, amb_recipe_ref (g_ptr_array_index (recipes, i)));
  return copy;
}

AmbSteps *
amb_history_get_steps (AmbHistory *self)
{
  gboolean moved = has_moved (self);
  guint n = moved ? self->present + 1 : self->steps->len;
  GPtrArray *recipes = copy_recipes (self->steps, n);
  if (moved)
    g_ptr_array_add (recipes, amb_recipe_ref (self->moving));
  AmbSteps *steps = amb_steps_new (recipes, moved ? n : self->present);
  for (guint i = 0; i < n; i++)
    steps->titles->pdata[i] = self->titles->pdata[i];
  return steps;
}

void
amb_history_restore (AmbHistory *self, const AmbSteps *steps)
{
  g_return_if_fail (steps->present < steps->recipes->len);
  gboolean edited = self->steps->len > 1 || has_moved (self);
  g_autoptr (AmbRecipe) recipe = amb_recipe_ref (amb_history_get_recipe (self));
  Seen before = look (self);

  g_ptr_array_unref (self->steps);
  self->steps = copy_recipes (steps->recipes, steps->recipes->len);
  g_ptr_array_set_size (self->titles, 0);
  g_ptr_array_extend (self->titles, steps->titles, NULL, NULL);
  self->present = steps->present;
  if (edited && !self->in_gesture && !amb_recipe_equal (recipe, step (self, self->present)))
    take_step (self, recipe, NULL);
  notify_changes (self, before);
}
